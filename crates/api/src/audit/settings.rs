//! What the audit trail may be told.

use std::path::PathBuf;

use clap::Args;

/// What the audit trail may be told.
#[derive(Args, Clone, Debug)]
pub struct AuditSettings {
    /// The directory where entries of the audit trail wait for the database. Each server has its own.
    #[arg(long, env, default_value = "audit-spool", value_name = "DIRECTORY")]
    pub audit_spool: PathBuf,
    /// How much may wait there, in megabytes; requests that find it full are answered 503.
    #[arg(long, env, default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub audit_spool_megabytes: u32,
}
