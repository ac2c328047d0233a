//! One agent's list over HTTP, beside the same bytes from a server that knows nothing else.

use std::time::Duration;

use crate::client::{Client, Load, request, throughput};
use crate::read_rows::{PAGE, middling_agent};
use crate::server::{Api, Running};
use crate::table::{Aim, Row, Table};
use crate::timing::in_turn;
use crate::{Bench, Outcome, RowName};

pub(crate) const LIST: &str = "/api/opportunities";

/// The request for an agent's first page.
pub(crate) fn request_for(agent: &str) -> String {
    request(&format!("{LIST}?agent_id={agent}&limit={PAGE}"))
}

pub(crate) fn agent_list(bench: &Bench, table: &mut Table) -> Outcome<()> {
    if !bench.wants(&[RowName::HttpAgentList]) {
        return Ok(());
    }
    let api = Api::start(&bench.database)?;
    let request = request_for(middling_agent(&api.wait_for(0)?.book)?);
    let mut client = Client::connect(api.running.address)?;
    client.ask(&request)?;
    // Every server writes these by itself.
    let own = ["content-length", "date", "connection"];
    let headers = client.headers().filter(|(name, _)| !own.contains(name));
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let body = client.body().to_vec();
    let known = Running::of_answer(LIST, headers, body.clone())?;
    let mut other = Client::connect(known.address)?;
    other.ask(&request)?;
    let sorted = |client: &Client| {
        let headers = client.headers().filter(|(name, _)| *name != "date");
        let mut headers: Vec<String> = headers.map(|pair| format!("{pair:?}")).collect();
        headers.sort();
        headers
    };
    if other.body() != body || sorted(&other) != sorted(&client) {
        return Err("the two servers do not answer alike".into());
    }
    drop((client, other));

    let time = Duration::from_millis(if bench.quick { 500 } else { 3_000 });
    let load = Load { connections: 4, time, at_most: 100_000 };
    let warm_up = Load { time: time / 5, ..load };
    for address in [api.running.address, known.address] {
        throughput(address, &request, warm_up)?;
    }
    let (value, limit) = in_turn(
        bench.rounds,
        |_| throughput(api.running.address, &request, load),
        |_| throughput(known.address, &request, load),
    )?;
    table.add(Row {
        name: RowName::HttpAgentList,
        unit: "requests/s",
        value,
        limit: Some(limit),
        aim: Aim::RatioAtLeast(0.5),
        note: format!(
            "a static route of the same {} bytes; {} connections from this process",
            body.len(),
            load.connections
        ),
    });
    Ok(())
}
