//! Who the server runs as: PostgreSQL refuses root, so root lends it another user.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::{Error, Result};

/// The user that `initdb` and `postgres` run as.
#[derive(Clone, Debug)]
pub(crate) struct ServerUser {
    name: String,
    /// The user and group to become; none where the server runs as the user that we are.
    ids: Option<(u32, u32)>,
}

impl ServerUser {
    /// The user for data kept in `dir`: ourselves; or, as root, the owner of what is there already
    /// (PostgreSQL insists on it), else `postgres`, else `nobody`.
    pub(crate) fn for_data_in(dir: &Path) -> Result<Self> {
        if effective_uid()? != 0 {
            return Ok(Self { name: "this user".to_owned(), ids: None });
        }
        match fs::metadata(dir) {
            Ok(there) if there.uid() != 0 => {
                let name = passwd_entry(|_, uid| uid == there.uid())
                    .map_or_else(|| there.uid().to_string(), |(name, _)| name);
                Ok(Self { name, ids: Some((there.uid(), there.gid())) })
            }
            _ => ["postgres", "nobody"]
                .iter()
                .find_map(|wanted| passwd_entry(|name, uid| name == *wanted && uid != 0))
                .map(|(name, ids)| Self { name, ids: Some(ids) })
                .ok_or(Error::NoServerUser),
        }
    }

    /// A command that runs as this user, from `/` (our own directory may be closed to it), without
    /// our environment: PGPORT and its like would change what a server does, LC_ALL and TZ would
    /// make two machines differ.
    pub(crate) fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        command.current_dir("/").env_clear().stdin(Stdio::null());
        for name in ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        command.env("LC_ALL", "C").env("TZ", "UTC");
        if let Some((uid, gid)) = self.ids {
            command.uid(uid).gid(gid); // std drops the supplementary groups too
        }
        command
    }

    /// Gives `path` to this user.
    pub(crate) fn own(&self, path: &Path) -> Result<()> {
        match self.ids {
            Some((uid, gid)) => {
                chown(path, Some(uid), Some(gid)).map_err(Error::io("give the server's user", path))
            }
            None => Ok(()),
        }
    }

    /// The user id that the server's files have.
    pub(crate) fn uid(&self) -> Result<u32> {
        self.ids.map_or_else(effective_uid, |(uid, _)| Ok(uid))
    }

    /// Checks that this user can enter every directory that exists on the way to `path` (absolute),
    /// `path` included. Permission bits only: access lists are left to the kernel's own error.
    pub(crate) fn check_reach(&self, path: &Path) -> Result<()> {
        let Some((uid, gid)) = self.ids else { return Ok(()) };
        let mut way: Vec<&Path> = path.ancestors().collect();
        way.reverse();
        for step in way {
            let Ok(there) = fs::metadata(step) else { break };
            let mode = there.permissions().mode();
            let enter = match () {
                () if there.uid() == uid => 0o100,
                () if there.gid() == gid => 0o010,
                () => 0o001,
            };
            if mode & enter == 0 {
                return Err(Error::Unreachable {
                    user: self.name.clone(),
                    barrier: step.to_owned(),
                    mode: mode & 0o7777,
                    path: path.to_owned(),
                });
            }
        }
        Ok(())
    }
}

/// Our effective user id, without a call into C: a file made now belongs to it.
pub(crate) fn effective_uid() -> Result<u32> {
    let file = tempfile::tempfile().and_then(|file| file.metadata());
    file.map(|file| file.uid()).map_err(Error::io("make a file in", &std::env::temp_dir()))
}

/// The first entry of /etc/passwd that is wanted: its name, user id and group id.
fn passwd_entry(wanted: impl Fn(&str, u32) -> bool) -> Option<(String, (u32, u32))> {
    // macOS writes nobody's id as -2.
    let id = |text: &str| {
        text.parse::<u32>().ok().or_else(|| text.parse::<i32>().ok().map(i32::cast_unsigned))
    };
    let passwd = fs::read_to_string("/etc/passwd").ok()?;
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        let uid = id(fields.nth(1)?)?;
        let gid = id(fields.next()?)?;
        wanted(name, uid).then(|| (name.to_owned(), (uid, gid)))
    })
}
