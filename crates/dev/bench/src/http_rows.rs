//! Agents' lists over HTTP, beside the same bytes from a server that knows nothing else.

use std::net::SocketAddr;
use std::time::Duration;

use actix_web::web::Bytes;

use crate::client::{Client, Load, request, throughput};
use crate::plan::Bench;
use crate::read_rows::{PAGE, agents_with_a_page};
use crate::row_name::RowName;
use crate::server::{Answer, Answers, Api, KEPT_BYTES, Running};
use crate::table::{Aim, Row, Table};
use crate::terminal::Outcome;
use crate::timing::in_turn;

pub(crate) const LIST: &str = "/api/opportunities";

/// So many agents' lists are asked for in turn.
const AGENTS: usize = 100;

/// What every server writes by itself.
const OWN_HEADERS: [&str; 3] = ["content-length", "date", "connection"];

/// The request for an agent's first page.
pub(crate) fn request_for(agent: &str) -> String {
    request(&format!("{LIST}?{}", query_for(agent)))
}

fn query_for(agent: &str) -> String {
    format!("agent_id={agent}&limit={PAGE}")
}

/// Answers that are kept for those who ask again, and answers that are made each time.
pub(crate) fn agent_lists(bench: &Bench, table: &mut Table) -> Outcome<()> {
    for (name, kept_bytes, how) in [
        (RowName::HttpAgentList, KEPT_BYTES, "asked for again"),
        (RowName::HttpNewList, 0, "made anew each time"),
    ] {
        if bench.wants(&[name]) {
            let api = Api::start_settled(&bench.database, kept_bytes)?;
            let (value, limit, what) = beside_static(bench, &api)?;
            let (aim, note) = (Aim::RatioAtLeast(0.5), format!("{how}; {what}"));
            table.add(Row { name, unit: "requests/s", value, limit: Some(limit), aim, note });
        }
    }
    Ok(())
}

/// Requests a second of our server and of one that has the same answers ready, and what they are.
fn beside_static(bench: &Bench, api: &Api) -> Outcome<(f64, f64, String)> {
    let agents: Vec<String> = {
        let snapshot = api.wait_for(0)?;
        let agents = agents_with_a_page(&snapshot.book);
        agents
            .iter()
            .step_by(agents.len().div_ceil(AGENTS).max(1))
            .map(|id| (*id).to_owned())
            .collect()
    };
    if agents.is_empty() {
        return Err("the book has no agent".into());
    }
    let answers = answers(api.running.address, &agents)?;
    let bytes = answers.values().map(|answer| answer.body.len()).sum::<usize>() / answers.len();
    let known = Running::of_answers(LIST, answers)?;
    for agent in &agents {
        same_answers(api.running.address, known.address, &request_for(agent))?;
    }

    let requests: Vec<String> = agents.iter().map(|agent| request_for(agent)).collect();
    let time = Duration::from_millis(if bench.quick { 500 } else { 3_000 });
    let load = Load { connections: 4, time, at_most: 100_000 };
    let warm_up = Load { time: time / 5, ..load };
    for address in [api.running.address, known.address] {
        throughput(address, &requests, warm_up)?;
    }
    let (value, limit) = in_turn(
        bench.rounds,
        |_| throughput(api.running.address, &requests, load),
        |_| throughput(known.address, &requests, load),
    )?;
    let what = format!(
        "a static route of the same bytes, {bytes} on average for {} agents in turn; {} \
         connections from this process",
        agents.len(),
        load.connections
    );
    Ok((value, limit, what))
}

/// What our server answers for each agent.
fn answers(address: SocketAddr, agents: &[String]) -> Outcome<Answers> {
    let mut client = Client::connect(address)?;
    let mut answers = Answers::new();
    for agent in agents {
        client.ask(&request_for(agent))?;
        let headers = client.headers().filter(|(name, _)| !OWN_HEADERS.contains(name));
        let headers = headers.map(|(name, value)| Ok((name.parse()?, value.parse()?)));
        let headers = headers.collect::<Outcome<_>>()?;
        let body = Bytes::copy_from_slice(client.body());
        answers.insert(query_for(agent), Answer { headers, body });
    }
    Ok(answers)
}

fn same_answers(one: SocketAddr, other: SocketAddr, request: &str) -> Outcome<()> {
    let (mut one, mut other) = (Client::connect(one)?, Client::connect(other)?);
    let said = |client: &mut Client| {
        client.ask(request)?;
        // These two differ from answer to answer by what they are: its time, and its id.
        let headers = client.headers().filter(|(name, _)| !["date", "x-request-id"].contains(name));
        let mut headers: Vec<String> = headers.map(|pair| format!("{pair:?}")).collect();
        headers.sort();
        Outcome::Ok((headers, client.body().to_vec()))
    };
    if said(&mut one)? == said(&mut other)? {
        return Ok(());
    }
    Err("the two servers do not answer alike".into())
}
