//! The `.env` file of the directory that the program is started in.

use std::collections::BTreeSet;
use std::env;

/// In the working directory, and in no directory above it: whoever may write there is somebody else.
const FILE: &str = ".env";

/// No setting's name is longer.
const LONGEST_NAME: usize = 40;

/// The names of settings that a `.env` file gave.
#[derive(Clone, Debug, Default)]
pub(crate) struct DotEnv {
    names: BTreeSet<String>,
}

/// The setting that a line is of. What does not look like one may be a secret, or a part of one.
fn name_in(line: &str) -> Option<&str> {
    let (name, _) = line.split_once('=')?;
    let is_letter = |byte: u8| byte.is_ascii_uppercase() || byte == b'_';
    (name.len() <= LONGEST_NAME && name.bytes().all(is_letter)).then_some(name)
}

impl DotEnv {
    /// Puts into the environment what the file says and the environment does not.
    ///
    /// # Errors
    /// Where there is a file that cannot be read: half of the settings are worse than none.
    pub(crate) fn load() -> Result<Self, String> {
        let entries = match dotenvy::from_path_iter(FILE) {
            Ok(entries) => entries,
            Err(error) if error.not_found() => return Ok(Self::default()),
            Err(error) => return Err(format!(".env: {error}")),
        };
        let mut names = BTreeSet::new();
        for entry in entries {
            let (name, _) = entry.map_err(|error| {
                // The error quotes the line, which may hold a secret.
                let place = match &error {
                    dotenvy::Error::LineParse(line, _) => name_in(line),
                    _ => None,
                };
                match place {
                    Some(name) => format!(".env: it cannot be read at {name:?}"),
                    None => ".env: it cannot be read: a line in it is no `NAME=value`".to_owned(),
                }
            })?;
            if env::var_os(&name).is_none() {
                names.insert(name);
            }
        }
        dotenvy::from_path(FILE).map_err(|error| format!(".env: {error}"))?;
        Ok(Self { names })
    }

    pub(crate) fn gave(&self, name: &str) -> bool {
        self.names.contains(name)
    }
}
