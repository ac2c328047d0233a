//! The names of the rows.

use clap::ValueEnum;

/// What is measured, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum RowName {
    ImportEmpty,
    ImportMemory,
    BookBuild,
    BookMemory,
    AgentList,
    BookList,
    BookStats,
    OtherThresholds,
    AllThresholds,
    LaterDate,
    CallsBuild,
    CallsMemory,
    CallsAgent,
    CallsBook,
    StartUp,
    HttpAgentList,
    HttpNewList,
    ReimportUnchanged,
    HistoryUnchanged,
    HistoryRestamped,
    HistoryMonth,
    UndoKeepsFew,
    UndoKeepsAll,
    UndoBytes,
    UndoImport,
    SettleFirst,
    WorkWrite,
    Settle,
    DirectoryImport,
    DirectoryUnchanged,
    DirectorySearch,
    DirectorySearchLargest,
    #[value(name = "refresh_1000")]
    Refresh1000,
    #[value(name = "p99_1000")]
    P99During1000,
    #[value(name = "refresh_100000")]
    Refresh100000,
    #[value(name = "p99_100000")]
    P99During100000,
    RefreshesMemory,
}

impl RowName {
    /// As the command line and the tables call it.
    pub(crate) fn text(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }
}
