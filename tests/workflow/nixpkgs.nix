# Stands in for nixpkgs in tests/workflow/test_flake.py: no more than the flake may use, and arguments that may not be
# misspelt. Nothing is built from it: it is only evaluated.
{
  outputs =
    { self }:
    let
      lib = {
        genAttrs =
          names: value:
          builtins.listToAttrs (
            map (name: {
              inherit name;
              value = value name;
            }) names
          );
        makeLibraryPath = packages: builtins.concatStringsSep ":" (map (package: "${package}/lib") packages);
      };
      packages =
        system:
        let
          package =
            name: attributes:
            derivation (
              attributes
              // {
                inherit name system;
                builder = "/bin/sh";
              }
            );
        in
        {
          python312 = package "python312" { };
          gnumake = package "gnumake" { };
          git = package "git" { };
          zlib = package "zlib" { };
          stdenv.cc.cc.lib = package "libraries-of-the-compiler" { };
          mkShell =
            {
              packages,
              shellHook,
              LD_LIBRARY_PATH,
            }@arguments:
            package "shell" arguments;
          writeShellApplication =
            {
              name,
              runtimeInputs,
              text,
            }@arguments:
            package name arguments;
        };
    in
    {
      inherit lib;
      legacyPackages = lib.genAttrs [ "x86_64-linux" "aarch64-linux" ] packages;
    };
}
