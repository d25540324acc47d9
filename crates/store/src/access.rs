//! Accounts and their API keys.

use parlour_model::{Environment, Timestamp};

use crate::{Error, Row, Tx, params};

/// An API key, without the key itself.
#[derive(Debug, Clone, PartialEq)]
pub struct ApiKey {
    /// Its public prefix, such as `di_live_Ab3dEf9h`.
    pub id: String,
    /// Whose it is.
    pub account_id: String,
    /// Live or test.
    pub environment: Environment,
    /// SHA-256 of the key, in hexadecimal.
    pub key_hash: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// Since when it is refused.
    pub revoked_at: Option<Timestamp>,
}

fn api_key(row: &Row) -> Result<ApiKey, Error> {
    let row = row.of("api_key");
    Ok(ApiKey {
        id: row.get("id")?,
        account_id: row.get("account_id")?,
        environment: row.parse("environment")?,
        key_hash: row.get("key_hash")?,
        created_at: row.get("created_ms")?,
        revoked_at: row.get("revoked_ms")?,
    })
}

const KEY: &str = "SELECT id, account_id, environment, key_hash, created_ms, revoked_ms FROM api_key";

/// Keeps an account, unless it is there.
///
/// # Errors
/// Whatever the database says.
pub async fn insert_account(tx: &Tx, id: &str, name: &str, now: Timestamp) -> Result<(), Error> {
    let sql = "INSERT INTO account (id, name, created_ms) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING";
    tx.execute(sql, params![id, name, now]).await.map(drop)
}

/// Keeps a new key.
///
/// # Errors
/// [`Error::Constraint`] when the prefix is taken.
pub async fn insert_key(tx: &Tx, key: &ApiKey) -> Result<(), Error> {
    let sql =
        "INSERT INTO api_key (id, account_id, environment, key_hash, created_ms) VALUES ($1, $2, $3, $4, $5)";
    let params = params![&key.id, &key.account_id, key.environment, &key.key_hash, key.created_at];
    tx.execute(sql, params).await.map(drop)
}

/// The key with this hash, unless it was revoked. The hash is the credential: it names its own tenant.
///
/// # Errors
/// Whatever the database says.
pub async fn find_key_by_hash(tx: &Tx, key_hash: &str) -> Result<Option<ApiKey>, Error> {
    let sql = format!("{KEY} WHERE key_hash = $1 AND revoked_ms IS NULL");
    tx.first(&sql, params![key_hash]).await?.as_ref().map(api_key).transpose()
}

/// All keys of an account, oldest first.
///
/// # Errors
/// Whatever the database says.
pub async fn list_keys(tx: &Tx, account_id: &str) -> Result<Vec<ApiKey>, Error> {
    let sql = format!("{KEY} WHERE account_id = $1 ORDER BY created_ms, id LIMIT 1000");
    tx.query(&sql, params![account_id]).await?.iter().map(api_key).collect()
}

/// Refuses a key from now on; says whether there was such a key in use.
///
/// # Errors
/// Whatever the database says.
pub async fn revoke_key(tx: &Tx, account_id: &str, id: &str, now: Timestamp) -> Result<bool, Error> {
    let sql = "UPDATE api_key SET revoked_ms = $3 WHERE account_id = $1 AND id = $2 AND revoked_ms IS NULL";
    Ok(tx.execute(sql, params![account_id, id, now]).await? > 0)
}
