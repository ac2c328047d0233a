//! What a person can do where PostgreSQL is missing.

use std::fs;

/// The command that installs PostgreSQL on this system.
pub(crate) fn remedy() -> String {
    let system = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let command = if cfg!(target_os = "macos") {
        Some("brew install postgresql@18")
    } else {
        install_command(&system)
    };
    match command {
        Some(command) => format!("Install it with `{command}`, or set PGBINDIR to the directory that holds `initdb` and `postgres`."),
        None => "Install its server, or set PGBINDIR to the directory that holds `initdb` and `postgres`.".to_owned(),
    }
}

fn install_command(os_release: &str) -> Option<&'static str> {
    let named = |key: &str| os_release.lines().find_map(|line| line.strip_prefix(key));
    let ids = [named("ID="), named("ID_LIKE=")].into_iter().flatten();
    ids.flat_map(|value| value.trim_matches('"').split(' ')).find_map(|id| match id {
        "debian" | "ubuntu" => Some("sudo apt-get install postgresql"),
        "fedora" | "rhel" | "centos" => Some("sudo dnf install postgresql-server"),
        "suse" | "opensuse" => Some("sudo zypper install postgresql-server"),
        "arch" => Some("sudo pacman -S postgresql"),
        "alpine" => Some("sudo apk add postgresql"),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::install_command;

    #[test]
    fn the_install_command_is_the_systems_own_or_its_parents() {
        for (release, command) in [
            ("NAME=x\nID=debian\n", Some("sudo apt-get install postgresql")),
            ("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", Some("sudo apt-get install postgresql")),
            (
                "ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n",
                Some("sudo dnf install postgresql-server"),
            ),
            ("ID=plan9\n", None),
        ] {
            assert_eq!(install_command(release), command, "{release}");
        }
    }
}
