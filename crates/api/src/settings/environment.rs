//! The `.env` file of the directory that the program is started in.

use std::collections::BTreeSet;
use std::env;

/// In the working directory, and in no directory above it: whoever may write there is somebody else.
const FILE: &str = ".env";

/// The names of settings that a `.env` file gave.
#[derive(Clone, Debug, Default)]
pub(crate) struct DotEnv {
    names: BTreeSet<String>,
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
                let place = match error {
                    dotenvy::Error::LineParse(line, _) => line.split('=').next().map(str::to_owned),
                    _ => None,
                };
                format!(".env: it cannot be read at {:?}", place.unwrap_or_default())
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
