//! `api keys`: makes, lists and revokes API keys.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use clap::{Args, Subcommand, ValueEnum};
use sip_export::{kolkata, plain_id};
use store_pg::{ApiKey, PgConnection};

use super::{print, say};
use crate::sign_in::{Key, Role, Sees, as_shown, key_json, key_name, state, time_here};

/// What is to be done with keys.
#[derive(Args, Debug)]
pub struct KeysOptions {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a key. It is printed once, on standard output, and kept nowhere.
    Create(Create),
    /// List the keys: whose they are, what they may, whether they work.
    List {
        /// One JSON object a line.
        #[arg(long)]
        json: bool,
    },
    /// Revoke a key, for good. A running server forgets it within seconds.
    Revoke {
        /// The key's id, as `list` shows it.
        key_id: String,
    },
}

#[derive(Args, Debug)]
struct Create {
    /// What the key may do: an agent's own book, a manager's agents, or everything.
    #[arg(long)]
    role: RoleName,
    /// The agent's internal id; a manager may have several.
    #[arg(long = "agent", value_name = "ID")]
    agents: Vec<String>,
    /// All agents: for a manager.
    #[arg(long, conflicts_with = "agents")]
    all_agents: bool,
    /// Whose it is, or what for.
    #[arg(long, value_parser = key_name)]
    name: String,
    /// The last day it works, in Asia/Kolkata, or the moment it ends (RFC 3339).
    #[arg(long, value_name = "DATE|TIME", value_parser = moment)]
    expires: Option<DateTime<Utc>>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum RoleName {
    Agent,
    Manager,
    Admin,
}

fn moment(text: &str) -> Result<DateTime<Utc>, String> {
    if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
        return Ok(moment.to_utc());
    }
    let end_of = |day: NaiveDate| {
        let midnight = day.checked_add_signed(TimeDelta::days(1))?.and_time(NaiveTime::MIN);
        midnight.and_local_timezone(kolkata()).single()
    };
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().and_then(end_of);
    day.map(|end| end.to_utc())
        .ok_or_else(|| "takes a date such as 2027-03-31, or 2027-03-31T18:00:00+05:30".to_owned())
}

/// Does what the command line asks for.
pub(crate) fn run(database_url: &str, options: KeysOptions) -> Result<(), String> {
    let failed = |error: store_pg::StoreError| error.to_string();
    let mut connection = store_pg::connect(database_url, "api keys").map_err(failed)?;
    store_pg::migrate(&mut connection).map_err(failed)?;
    match options.command {
        Command::Create(create) => create.run(&mut connection),
        Command::List { json } => {
            let keys = store_pg::api_keys(&mut connection).map_err(failed)?;
            let line =
                |key, now| if json { key_json(key, now).to_string() } else { text_line(key, now) };
            let now = Utc::now();
            keys.iter().try_for_each(|key| print(&line(key, now)))
        }
        Command::Revoke { key_id } => {
            if !store_pg::revoke_api_key(&mut connection, &key_id).map_err(failed)? {
                return Err(format!("there is no key {key_id}: `api keys list` shows them"));
            }
            say(&format!("{key_id} is revoked"));
            Ok(())
        }
    }
}

impl Create {
    fn run(self, connection: &mut PgConnection) -> Result<(), String> {
        let (role, sees) = self.holder()?;
        if self.expires.is_some_and(|end| end <= Utc::now()) {
            return Err("--expires is past".to_owned());
        }
        let key = Key::fresh()?;
        let kept = key.kept(self.name, role, sees, self.expires);
        store_pg::create_api_key(connection, &kept).map_err(|error| error.to_string())?;
        say(&format!(
            "key {}: {role}, agents {}. It is shown this once:",
            kept.key_id,
            as_shown(kept.agents.as_deref())
        ));
        print(key.text())
    }

    /// The role, and the agents that go with it.
    fn holder(&self) -> Result<(Role, Sees), String> {
        let agents: BTreeSet<String> =
            self.agents.iter().map(|id| plain_id(id.trim()).into_owned()).collect();
        if agents.iter().any(String::is_empty) {
            return Err("--agent takes an agent's internal id, such as 4220".to_owned());
        }
        match (self.role, agents.len(), self.all_agents) {
            (RoleName::Agent, 1, false) => Ok((Role::Agent, Sees::Agents(agents))),
            (RoleName::Agent, _, _) => Err("--role agent takes one --agent".to_owned()),
            (RoleName::Manager, 0, true) => Ok((Role::Manager, Sees::Everyone)),
            (RoleName::Manager, 1.., false) => Ok((Role::Manager, Sees::Agents(agents))),
            (RoleName::Manager, _, _) => {
                Err("--role manager takes --agent, once for each, or --all-agents".to_owned())
            }
            (RoleName::Admin, 0, false) => Ok((Role::Admin, Sees::Everyone)),
            (RoleName::Admin, _, _) => Err("--role admin sees all agents: name none".to_owned()),
        }
    }
}

fn text_line(key: &ApiKey, now: DateTime<Utc>) -> String {
    let until = key
        .expires_at
        .map_or_else(|| "for good".to_owned(), |end| format!("until {}", time_here(end)));
    let ApiKey { key_id, role, name, .. } = key;
    let (agents, state) = (as_shown(key.agents.as_deref()), state(key, now));
    format!(
        "{key_id}  {state:<7}  {role:<7}  agents {agents}  made {}  {until}  {name}",
        time_here(key.created_at)
    )
}
