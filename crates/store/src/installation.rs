//! Secrets and facts of this installation.

use crate::{Error, Tx, params};

/// The value kept under `name`, after keeping `value` there if there was none.
///
/// # Errors
/// Whatever the database says.
pub async fn get_or_insert(tx: &Tx, name: &str, value: &str) -> Result<String, Error> {
    let insert = "INSERT INTO installation (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
    tx.execute(insert, params![name, value]).await?;
    let found = tx.first("SELECT value FROM installation WHERE name = $1", params![name]).await?;
    found.map_or_else(|| Ok(value.to_owned()), |row| row.of("installation").get("value"))
}
