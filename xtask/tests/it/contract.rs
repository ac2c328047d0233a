//! What `cargo xtask contract` needs of others is named where it is missing.

use crate::workshop::Workshop;

#[test]
fn programs_that_are_missing_are_named() {
    let workshop = Workshop::new();
    let said = || {
        let mut command = workshop.command(&["contract"]);
        let ended = command.env("PATH", workshop.place.path().join("bin")).output().unwrap();
        assert_eq!(ended.status.code(), Some(1));
        String::from_utf8(ended.stderr).unwrap()
    };
    assert!(said().contains("there is no python3: install Python 3.10 or newer"), "{}", said());

    // A Python that makes an environment in which everything succeeds.
    let python = "#!/bin/sh\n[ \"$2\" = venv ] || exit 0\n/bin/mkdir -p \"$4/bin\"\n\
                  /bin/cp \"$0\" \"$4/bin/python\"\n";
    workshop.executable("bin/python3", python);
    assert!(said().contains("there is no node: install node 20 or newer"), "{}", said());
    workshop.executable("bin/node", "#!/bin/sh\n");
    assert!(said().contains("there is no npm: install node 20 or newer"), "{}", said());
}
