//! What can go wrong in Parlour, in Parlour's words. It knows no HTTP: the edge translates.

use parlour_model::form::FieldFault;

/// The outcome of a domain command.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a command was not carried out. Texts are lower case and name the remedy.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The credential is missing, broken, expired or revoked.
    #[error("{0}")]
    Unauthorized(String),
    /// The credential is good, but not for this.
    #[error("{0}")]
    Forbidden(String),
    /// What was named is not there, or not for this caller.
    #[error("{0}")]
    NotFound(String),
    /// The present state does not allow it.
    #[error("{0}")]
    Conflict(String),
    /// Fields of the input are wrong; each fault names its field by path (`message.parts.0.text`).
    #[error("{}", first_fault(.0))]
    Invalid(Vec<FieldFault>),
    /// The input as a whole does not fit what it answers to.
    #[error("{0}")]
    Malformed(String),
    /// Too many calls.
    #[error("too many requests; try again in {retry_after_s} s")]
    RateLimited {
        /// Seconds to wait.
        retry_after_s: u64,
    },
    /// Trouble inside; the caller learns nothing but that.
    #[error("{0}")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// One wrong field.
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldFault { field: field.into(), message: message.into() }])
    }

    /// Trouble inside.
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(cause.into())
    }
}

impl From<parlour_store::Error> for Error {
    fn from(error: parlour_store::Error) -> Self {
        match error {
            parlour_store::Error::Silenced => Self::Conflict(error.to_string()),
            error => Self::internal(error),
        }
    }
}

fn first_fault(faults: &[FieldFault]) -> String {
    match faults {
        [] => "the input is not valid".into(),
        [fault] => format!("{}: {}", fault.field, fault.message),
        [fault, rest @ ..] => format!("{}: {} (and {} more)", fault.field, fault.message, rest.len()),
    }
}
