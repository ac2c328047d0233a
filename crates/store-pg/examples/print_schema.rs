//! Prints `schema.rs` as the migrations make it: `print_schema` with `DATABASE_URL`, an empty
//! database.

use std::io::Write;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::var("DATABASE_URL")?;
    let mut connection = store_pg::connect(&url, "print schema")?;
    store_pg::migrate(&mut connection)?;
    write!(std::io::stdout(), "{}", store_pg::printed_schema(&mut connection)?)?;
    Ok(())
}
