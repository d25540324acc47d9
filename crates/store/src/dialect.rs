//! The few places where SQLite and PostgreSQL want different words. Nothing else knows which one it talks to.

use std::borrow::Cow;

/// What locks rows on PostgreSQL; on SQLite, whose writers take turns, there is nothing to lock.
const ROW_LOCKS: [&str; 2] = [" FOR UPDATE SKIP LOCKED", " FOR NO KEY UPDATE"];

/// SQLite numbers its placeholders with `?`, PostgreSQL with `$`; statements are written with `$`.
pub(crate) fn for_sqlite(sql: &str) -> Cow<'_, str> {
    let unlocked = ROW_LOCKS.iter().fold(Cow::Borrowed(sql), |sql, lock| match sql.contains(lock) {
        true => Cow::Owned(sql.replace(lock, "")),
        false => sql,
    });
    if unlocked.contains('$') { Cow::Owned(unlocked.replace('$', "?")) } else { unlocked }
}

/// What SQLite must be told when a connection opens: durable before acknowledged, several processes at once,
/// little memory, and nothing that was deleted left to be read in the file.
pub(crate) const SQLITE_OPEN: &str = "
    PRAGMA busy_timeout = 10000;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA secure_delete = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -4000;
    PRAGMA wal_autocheckpoint = 4000;
    PRAGMA journal_size_limit = 67108864;
";

pub(crate) const POSTGRES_WRITE: &str = "BEGIN";
pub(crate) const POSTGRES_READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

#[cfg(test)]
mod tests {
    use super::for_sqlite;

    #[test]
    fn placeholders_and_claims_are_rewritten() {
        assert_eq!(
            for_sqlite("SELECT a FROM t WHERE b = $2 AND c = $1"),
            "SELECT a FROM t WHERE b = ?2 AND c = ?1"
        );
        assert_eq!(for_sqlite("SELECT a FROM t LIMIT 5 FOR UPDATE SKIP LOCKED"), "SELECT a FROM t LIMIT 5");
        assert_eq!(
            for_sqlite("SELECT a FROM t WHERE b = $1 FOR NO KEY UPDATE"),
            "SELECT a FROM t WHERE b = ?1"
        );
        assert!(matches!(for_sqlite("SELECT 1"), std::borrow::Cow::Borrowed(_)));
    }
}
