//! `api keys`: makes, lists and revokes API keys.

use std::collections::BTreeSet;

use access::{ApiKeySecret, KeyState, Role, UnclearAgent, VisibleAgents, agent_id, key_name};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use clap::{Args, Subcommand, ValueEnum};
use sip_export::{kolkata, rfc3339_in_kolkata};
use store_pg::{ApiKey, PgConnection};

use super::output::{plain, print, say};
use super::trail::Change;
use crate::answers::key::{DatedKey, FIELDS};
use crate::clock::{can_be_told, now};
use crate::field;

/// The status of an entry of the trail whose change is about to be made.
const ABOUT_TO: i32 = 102;

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
    /// An agent's id, internal or external, as the book knows it; for a manager once for each.
    #[arg(long = "agent", value_name = "ID", value_parser = agent_id)]
    agents: Vec<String>,
    /// Take internal ids of agents that the book does not know, or not yet.
    #[arg(long)]
    unknown_agent: bool,
    /// All agents: for a manager.
    #[arg(long, conflicts_with = "agents")]
    all_agents: bool,
    /// Let it write down what was done about clients; without this it reads alone.
    #[arg(long)]
    write: bool,
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
    let moment = moment_of(text)?;
    let told = Some(moment).filter(|moment| can_be_told(*moment));
    told.ok_or_else(|| "takes a year up to 9999".to_owned())
}

fn moment_of(text: &str) -> Result<DateTime<Utc>, String> {
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
            let line = if json { json_line } else { text_line };
            let now = now();
            keys.into_iter().try_for_each(|key| print(&line(&DatedKey { key, now })))
        }
        Command::Revoke { key_id } => {
            let change = Change { command: "keys revoke", key_id: &key_id, agent_id: None };
            change.write_down(&mut connection, ABOUT_TO).map_err(failed)?;
            let revoked = store_pg::revoke_api_key(&mut connection, &key_id).map_err(failed)?;
            change.write_down(&mut connection, if revoked { 204 } else { 404 }).map_err(failed)?;
            if !revoked {
                return Err(format!("there is no key {key_id}: `api keys list` shows them"));
            }
            say(&format!("{key_id} is revoked"));
            Ok(())
        }
    }
}

impl Create {
    fn run(self, connection: &mut PgConnection) -> Result<(), String> {
        let (role, visible) = self.holder()?;
        let visible = known(connection, visible, self.unknown_agent)?;
        if self.expires.is_some_and(|end| end <= now()) {
            return Err("--expires is past".to_owned());
        }
        let key = ApiKeySecret::generate()?;
        let record = key.record(self.name, role, visible, self.expires, self.write);
        let agent_id = match record.agents.as_deref() {
            Some([only]) => Some(only.as_str()),
            _ => None,
        };
        let change = Change { command: "keys create", key_id: &record.key_id, agent_id };
        let created = change
            .write_down(connection, ABOUT_TO)
            .and_then(|()| store_pg::create_api_key(connection, &record))
            .and_then(|()| change.write_down(connection, 201));
        created.map_err(|error| error.to_string())?;
        say(&format!(
            "key {}: {role}, agents {}, {}. It is shown this once:",
            record.key_id,
            as_shown(record.agents.as_deref()),
            what_it_does(record.may_write)
        ));
        print(key.text())
    }

    /// The role, and the agents that go with it.
    fn holder(&self) -> Result<(Role, VisibleAgents), String> {
        let agents: BTreeSet<String> = self.agents.iter().cloned().collect();
        match (self.role, agents.len(), self.all_agents) {
            (RoleName::Agent, 1, false) => Ok((Role::Agent, VisibleAgents::Only(agents))),
            (RoleName::Agent, _, _) => Err("--role agent takes one --agent".to_owned()),
            (RoleName::Manager, 0, true) => Ok((Role::Manager, VisibleAgents::All)),
            (RoleName::Manager, 1.., false) => Ok((Role::Manager, VisibleAgents::Only(agents))),
            (RoleName::Manager, _, _) => {
                Err("--role manager takes --agent, once for each, or --all-agents".to_owned())
            }
            (RoleName::Admin, 0, false) => Ok((Role::Admin, VisibleAgents::All)),
            (RoleName::Admin, _, _) => Err("--role admin sees all agents: name none".to_owned()),
        }
    }
}

/// The agents that were named, as the book knows them.
fn known(
    connection: &mut PgConnection,
    named: VisibleAgents,
    unknown_too: bool,
) -> Result<VisibleAgents, String> {
    let VisibleAgents::Only(ids) = &named else { return Ok(named) };
    let ids: Vec<String> = ids.iter().cloned().collect();
    let known = store_pg::agents_known_as(connection, &ids).map_err(|error| error.to_string())?;
    let known_as = |id: &str| known.get(id).cloned().unwrap_or_default();
    named.known(known_as, unknown_too).map_err(|unclear| {
        let said: Vec<String> = unclear.iter().map(what_to_do).collect();
        format!("--agent: {}", said.join("; "))
    })
}

fn what_to_do(unclear: &UnclearAgent) -> String {
    match unclear {
        UnclearAgent::Unknown(_) => format!("{unclear}: --unknown-agent takes it all the same"),
        UnclearAgent::UnknownExternal(_) | UnclearAgent::Shared { .. } => unclear.to_string(),
    }
}

fn json_line(dated: &DatedKey) -> String {
    let mut line = Vec::new();
    field::write(&mut line, &FIELDS, dated);
    String::from_utf8_lossy(&line).into_owned()
}

fn text_line(DatedKey { key, now }: &DatedKey) -> String {
    let end = key.expires_at.map(rfc3339_in_kolkata);
    let until = end.map_or_else(|| "for good".to_owned(), |end| format!("until {end}"));
    let ApiKey { key_id, role, name, created_at, .. } = key;
    let (agents, state) = (as_shown(key.agents.as_deref()), KeyState::of(key, *now));
    let made = rfc3339_in_kolkata(*created_at);
    let may = what_it_does(key.may_write);
    let line = format!(
        "{key_id}  {state:<7}  {role:<7}  agents {agents}  {may:<6}  made {made}  {until}  {name}"
    );
    plain(&line)
}

/// Whether a key writes, as a person reads it.
fn what_it_does(may_write: bool) -> &'static str {
    if may_write { "writes" } else { "reads" }
}

/// Whose clients a key sees, as a person reads it.
fn as_shown(agents: Option<&[String]>) -> String {
    agents.map_or_else(|| "all".to_owned(), |agents| agents.join(", "))
}
