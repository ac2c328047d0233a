//! What varies in addresses.

use crate::route::PathParam;

pub(super) const USER_ID: PathParam =
    PathParam { name: "user_id", meaning: "The client's id.", example: "u-135" };

pub(super) const WORK_ID: PathParam =
    PathParam { name: "work_id", meaning: "The event's number.", example: "42" };

pub(super) const IMPORT_ID: PathParam =
    PathParam { name: "import_id", meaning: "The import's number.", example: "7" };

pub(super) const KEY_ID: PathParam =
    PathParam { name: "key_id", meaning: "The key's id.", example: "0f3a5c7e9b1d2f4a" };
