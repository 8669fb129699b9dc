# Stands in for nixpkgs in tests/workflow/test_flake.py: no more than the flake may use, and arguments that may not be
# misspelt. What is built of it is nothing; it is evaluated only.
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
          made =
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
          python312 = made "python312" { };
          gnumake = made "gnumake" { };
          git = made "git" { };
          zlib = made "zlib" { };
          stdenv.cc.cc.lib = made "libraries-of-the-compiler" { };
          mkShell =
            {
              packages,
              shellHook,
              LD_LIBRARY_PATH,
            }@arguments:
            made "shell" arguments;
          writeShellApplication =
            {
              name,
              runtimeInputs,
              text,
            }@arguments:
            made name arguments;
        };
    in
    {
      inherit lib;
      legacyPackages = lib.genAttrs [ "x86_64-linux" "aarch64-linux" ] packages;
    };
}
