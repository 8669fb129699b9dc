# Shells and apps for Nix. They bring Python, make and the libraries that wheels expect of a system; what Python itself
# imports is installed by the Makefile from requirements/*.txt, the one source of versions. docs/environments.md.
{
  description = "From wiki categories to a clean training corpus and a language model that writes like that wiki";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.11";

  outputs =
    { self, nixpkgs }:
    let
      each = f: nixpkgs.lib.genAttrs [ "x86_64-linux" "aarch64-linux" ] (system: f nixpkgs.legacyPackages.${system});

      tools = pkgs: [
        pkgs.python312
        pkgs.gnumake
        pkgs.git
      ];

      # Wheels are built for distributions that have these in /usr/lib.
      libraries =
        pkgs:
        nixpkgs.lib.makeLibraryPath [
          pkgs.stdenv.cc.cc.lib
          pkgs.zlib
        ];

      shell =
        pkgs: shellHook:
        pkgs.mkShell {
          inherit shellHook;
          packages = tools pkgs;
          LD_LIBRARY_PATH = libraries pkgs;
        };

      # `nix run .#TARGET` in the project folder.
      app =
        pkgs: target:
        let
          name = "wikimill-${target}";
          script = pkgs.writeShellApplication {
            inherit name;
            runtimeInputs = tools pkgs;
            text = ''
              export LD_LIBRARY_PATH=${libraries pkgs}
              exec make ${target}
            '';
          };
        in
        {
          type = "app";
          program = "${script}/bin/${name}";
        };
    in
    {
      devShells = each (pkgs: {
        default = shell pkgs ''
          if [ -e .venv/ready ]; then . .venv/bin/activate; else echo "make demo or make test sets up .venv."; fi
        '';
        cuda = shell pkgs ''
          . ${./envs/driver.sh}
          if [ -e .venv-cuda/ready ]; then . .venv-cuda/bin/activate; else echo "make cuda sets up .venv-cuda."; fi
        '';
      });

      apps = each (
        pkgs:
        nixpkgs.lib.genAttrs [
          "demo"
          "test"
          "lint"
        ] (app pkgs)
      );
    };
}
