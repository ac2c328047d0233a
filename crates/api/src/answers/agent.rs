//! An agent's totals.

use std::sync::{Arc, LazyLock};

use opportunity_core::AgentSummary;

use super::stats::{by_kind, by_kind_example, by_kind_shape};
use crate::field::{Field, Value, field, properties};
use crate::schema::{Component, Shape};

pub(crate) static FIELDS: LazyLock<Vec<Field<AgentSummary>>> = LazyLock::new(fields);

fn fields() -> Vec<Field<AgentSummary>> {
    vec![
        field(
            "agent_id",
            Shape::Text,
            "The agent's internal id; `0` for clients whom no agent looks after.",
            "4220",
            |agent: &AgentSummary| Value::text(&agent.agent_id),
        ),
        field(
            "agent_external_id",
            Shape::Text.nullable(),
            "The agent's id in other systems; `unassigned` for `0`.",
            "ag_godavari4220",
            |agent: &AgentSummary| Value::or_null(agent.agent_external_id.as_deref(), Value::text),
        ),
        field(
            "total_sips",
            Shape::Whole,
            "SIPs, deleted ones out.",
            412,
            |agent: &AgentSummary| Value::Count(agent.total_sips),
        ),
        field(
            "total_aum",
            Shape::Rupees,
            "Lifetime money invested, in rupees.",
            48_250_000.0,
            |agent: &AgentSummary| Value::Money(agent.total_aum),
        ),
        field("total_clients", Shape::Whole, "Clients.", 180, |agent: &AgentSummary| {
            Value::Count(agent.total_clients)
        }),
        field(
            "active_sips",
            Shape::Whole,
            "SIPs that are active and have not ended.",
            350,
            |agent: &AgentSummary| Value::Count(agent.active_sips),
        ),
        field(
            "monthly_sip_amount",
            Shape::Rupees,
            "What those invest a month, in rupees.",
            1_925_000.0,
            |agent: &AgentSummary| Value::Money(agent.monthly_sip_amount),
        ),
        field(
            "failed_amount",
            Shape::Rupees,
            "Lifetime money whose debit failed, in rupees.",
            640_000.0,
            |agent: &AgentSummary| Value::Money(agent.failed_amount),
        ),
        field(
            "opportunities",
            by_kind_shape(),
            "Opportunities at the default thresholds, a kind.",
            by_kind_example(),
            |agent: &AgentSummary| by_kind(&agent.opportunities),
        ),
    ]
}

pub(crate) fn component() -> Arc<Component> {
    Component::answer("Agent", "An agent's totals.", properties(fields()))
}
