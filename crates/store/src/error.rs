//! What can go wrong between Parlour and its database, in words that name the remedy.

use std::sync::Arc;

/// Trouble with the database. `Clone`, because one failed commit answers every write of its group.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Another process holds the database for longer than the busy timeout, or the queue is full.
    #[error("the database is busy: {0}; try again in a moment")]
    Busy(String),
    /// The database cannot be opened or reached.
    #[error("the database cannot be opened: {0}")]
    Unavailable(String),
    /// There is no room left on the disk.
    #[error("the disk is full: make room where the database lies, nothing stored was lost")]
    Full,
    /// The database may not be written.
    #[error("the database is read-only: give this user the right to write where the database lies")]
    ReadOnly,
    /// A rule of the schema refused the change.
    #[error("the database refused the change: {0}")]
    Constraint(String),
    /// A person is in charge of the conversation: the machine may not write into it.
    #[error(
        "a person has taken over this conversation: the assistant is silent until the livechat is closed"
    )]
    Silenced,
    /// Stored data does not parse.
    #[error("stored data does not parse: {table}.{column} of {id}")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column.
        column: String,
        /// The row's id, where it has one.
        id: String,
    },
    /// A transaction closure awaited something other than its database.
    #[error(
        "a transaction may await nothing but its database: do other waiting before or after db.write and db.read"
    )]
    ForeignAwait,
    /// A transaction closure panicked; its changes were rolled back.
    #[error("a transaction panicked and was rolled back: {0}")]
    Panicked(String),
    /// The database was made by a newer Parlour.
    #[error("the database has schema version {found}, this Parlour knows {known}: run a newer Parlour")]
    Newer {
        /// The version in the database.
        found: i64,
        /// The newest version this program knows.
        known: i64,
    },
    /// The database closed down.
    #[error("the database is closed")]
    Closed,
    /// Anything else the driver says.
    #[error("database error: {0}")]
    Driver(Arc<str>),
}

impl Error {
    /// Whether the same transaction may succeed when it is run again at once.
    pub(crate) fn is_transient(&self) -> bool {
        matches!(self, Self::Driver(text) if text.starts_with(SERIALIZATION))
    }
}

const SERIALIZATION: &str = "serialization failure";

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        match error.sqlite_error_code() {
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => {
                Self::Busy("another process is writing".into())
            }
            Some(Code::DiskFull) => Self::Full,
            Some(Code::ReadOnly) => Self::ReadOnly,
            Some(Code::ConstraintViolation) => Self::Constraint(error.to_string()),
            Some(Code::CannotOpen | Code::PermissionDenied) => {
                Self::Unavailable(format!("{error}; choose a folder this user may write"))
            }
            Some(Code::NotADatabase | Code::DatabaseCorrupt) => Self::Unavailable(format!(
                "{error}; check that the data folder is the right one, or put a good copy of the file in its place"
            )),
            _ => Self::Driver(error.to_string().into()),
        }
    }
}

impl From<tokio_postgres::Error> for Error {
    fn from(error: tokio_postgres::Error) -> Self {
        use tokio_postgres::error::SqlState as State;
        let Some(db) = error.as_db_error() else {
            let cause = std::error::Error::source(&error).map(|s| format!(": {s}")).unwrap_or_default();
            return Self::Unavailable(format!("{error}{cause}"));
        };
        match db.code() {
            code if *code == State::T_R_SERIALIZATION_FAILURE || *code == State::T_R_DEADLOCK_DETECTED => {
                Self::Driver(format!("{SERIALIZATION}: {}", db.message()).into())
            }
            code if *code == State::DISK_FULL => Self::Full,
            code if *code == State::READ_ONLY_SQL_TRANSACTION => Self::ReadOnly,
            code if code.code().starts_with("23") => Self::Constraint(db.message().into()),
            code if ["08", "28", "3D", "57P"].iter().any(|class| code.code().starts_with(class)) => {
                Self::Unavailable(db.message().into())
            }
            code => Self::Driver(format!("{} ({})", db.message(), code.code()).into()),
        }
    }
}

impl From<deadpool_postgres::PoolError> for Error {
    fn from(error: deadpool_postgres::PoolError) -> Self {
        match error {
            deadpool_postgres::PoolError::Backend(error) => error.into(),
            deadpool_postgres::PoolError::Timeout(_) => Self::Busy("every connection is in use".into()),
            other => Self::Unavailable(other.to_string()),
        }
    }
}
