//! `cargo xtask` with a cargo, and programs, that only say what they would do.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use crate::support::Place;

/// Stands for cargo: writes down what it is told, and says what cargo says.
const CARGO: &str = r#"#!/bin/sh
case "$1" in
metadata) printf '{"target_directory":"%s/target"}' "$PLACE" ;;
tree) printf 'app v1.0.0 (/app)\nserde v1.0.0\nserde v1.0.0 (*)\n\nlibc v0.2.0\n' ;;
build)
    echo "$@" >>"$PLACE/arguments"
    env >>"$PLACE/environment"
    if [ -t 2 ]; then echo 'cargo sees a terminal' >&2; fi
    echo '    Blocking waiting for file lock on build directory' >&2
    echo '   Compiling serde v1.0.0' >&2
    echo '{"reason":"compiler-artifact","package_id":"serde","target":{"kind":["custom-build"]}}'
    echo '{"reason":"compiler-artifact","package_id":"serde","target":{"kind":["lib"]}}'
    echo '{"reason":"compiler-artifact","package_id":"app","target":{"kind":["bin"]}}'
    echo 'error: could not compile `libc`' >&2
    exit "${CARGO_ENDS:-0}" ;;
esac
"#;

/// Stands for every program of the project.
const PROGRAM: &str = "#!/bin/sh\necho \"$0 runs\"\n";

/// A place with a cargo, and programs, that only say what they would do.
pub(crate) struct Workshop {
    pub(crate) place: Place,
}

impl Workshop {
    pub(crate) fn new() -> Self {
        let workshop = Self { place: Place::new() };
        workshop.executable("bin/cargo", CARGO);
        workshop.executable("target/release/sample-book", PROGRAM);
        workshop.executable("target/release/importer", PROGRAM);
        workshop
    }

    pub(crate) fn executable(&self, name: &str, content: &str) {
        let path = self.place.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.place.bare(arguments);
        let mut path = vec![self.place.path().join("bin")];
        path.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap()));
        command.env("PATH", std::env::join_paths(path).unwrap()).env("PLACE", self.place.path());
        // No database is needed for what is tried here.
        command.env("DATABASE_URL", "postgres://nowhere");
        command
    }

    pub(crate) fn written(&self, name: &str) -> String {
        fs::read_to_string(self.place.path().join(name)).unwrap()
    }
}
