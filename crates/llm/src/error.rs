//! What can go wrong with a model. Every text says what to do; none holds a key or more of an address than its host.
//!
//! A text may hold an excerpt of what the server said, for traces and for whoever tries a model. It is not for logs:
//! those get [`Error::plain`].

use std::time::Duration;

use parlour_outbound as outbound;

/// The longest that a server may ask to wait for the request to be sent again within the same call.
pub(crate) const MOST_PATIENCE: Duration = Duration::from_secs(5);

/// Why there is no answer, or no more of it.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// The address cannot be used, or this machine lacks what it takes.
    #[error("the model's address cannot be used: {0}")]
    Setup(String),
    /// No connection came about.
    #[error(
        "no connection to the model's server at {host} ({cause}); check that it is up and the address right"
    )]
    Connect {
        /// The host asked for.
        host: String,
        /// What the system said.
        cause: String,
    },
    /// The connection broke.
    #[error("the connection to the model's server at {host} broke ({cause}); try again, and look at its log")]
    Broken {
        /// The host asked for.
        host: String,
        /// What the system said.
        cause: String,
    },
    /// No sign of an answer in time.
    #[error("the model gave no token within {} s; see whether its server is overloaded, or allow more time", .after.as_secs_f32())]
    FirstTokenLate {
        /// The deadline.
        after: Duration,
    },
    /// The answer stopped coming.
    #[error("the model fell silent for {} s in the middle of its answer; try again, and look at its server's log", .after.as_secs_f32())]
    Stalled {
        /// The deadline.
        after: Duration,
    },
    /// The whole takes too long.
    #[error("the model's answer took longer than {} s; ask for fewer tokens, or allow more time", .after.as_secs_f32())]
    TooLong {
        /// The deadline.
        after: Duration,
    },
    /// The server takes no more requests for now.
    #[error("the model's server limits how often it is asked; try again later, or raise the limit there")]
    RateLimited {
        /// How long it asks to wait, where it says so in seconds.
        retry_after: Option<Duration>,
    },
    /// The key is missing, wrong or not allowed to use this model.
    #[error("the model's server refuses the API key (status {code}: {excerpt}); set the right one")]
    Unauthorized {
        /// 401 or 403.
        code: u16,
        /// What the server said, shortened.
        excerpt: String,
    },
    /// The server refuses the request or has failed.
    #[error(
        "the model's server answered with status {code} ({excerpt}); check the address and the model's name"
    )]
    Status {
        /// The status code.
        code: u16,
        /// What the server said, shortened.
        excerpt: String,
    },
    /// The server reports a failure in the middle of a stream.
    #[error("the model's server reports a failure ({excerpt}); try again, and look at its log")]
    Reported {
        /// What the server said, shortened.
        excerpt: String,
    },
    /// What came is no answer of an OpenAI-compatible server.
    #[error(
        "what came from the model's server cannot be read ({excerpt}); check that the address is that of an OpenAI-compatible API"
    )]
    Garbled {
        /// Its beginning, shortened.
        excerpt: String,
    },
    /// An event of a stream cannot be read.
    #[error("the model's answer came garbled ({excerpt}); try again, and look at its server's log")]
    GarbledEvent {
        /// Its beginning, shortened.
        excerpt: String,
    },
    /// The stream ended before the answer did.
    #[error("the model's answer was cut off; try again, and look at its server's log")]
    CutOff,
    /// The answer, or the arguments of a call in it, is larger than any may be.
    #[error("the model's answer, or a call in it, is larger than {limit_bytes} bytes; ask for fewer tokens")]
    TooLarge {
        /// The limit.
        limit_bytes: u64,
    },
    /// The model or its server takes no tools. Remembered: see [`Model::takes_tools`](crate::Model::takes_tools).
    #[error("this model takes no tools; ask it without them")]
    ToolsUnsupported,
    /// The model or its server takes no images. Remembered: see [`Model::takes_images`](crate::Model::takes_images).
    #[error("this model takes no images; ask it without them")]
    ImagesUnsupported,
    /// Embeddings that do not fit what was asked.
    #[error("the embeddings are of no use: {reason}; check that the model is one for embeddings")]
    Embeddings {
        /// What does not fit.
        reason: String,
    },
}

impl Error {
    /// The same for a log: what kind of trouble it is, with status and host, but without a word of what the server
    /// said. That may repeat what a visitor has written.
    pub fn plain(&self) -> String {
        match self {
            Self::Unauthorized { code, .. } => {
                format!("the model's server refuses the API key (status {code}); set the right one")
            }
            Self::Status { code, .. } => {
                format!(
                    "the model's server answered with status {code}; check the address and the model's name"
                )
            }
            Self::Reported { .. } => {
                "the model's server reports a failure; try again, and look at its log".to_owned()
            }
            Self::Garbled { .. } => {
                "what came from the model's server cannot be read; check that the address is \
                 that of an OpenAI-compatible API"
                    .to_owned()
            }
            Self::GarbledEvent { .. } => {
                "the model's answer came garbled; try again, and look at its server's log".to_owned()
            }
            Self::Setup(_)
            | Self::Connect { .. }
            | Self::Broken { .. }
            | Self::FirstTokenLate { .. }
            | Self::Stalled { .. }
            | Self::TooLong { .. }
            | Self::RateLimited { .. }
            | Self::CutOff
            | Self::TooLarge { .. }
            | Self::ToolsUnsupported
            | Self::ImagesUnsupported
            | Self::Embeddings { .. } => self.to_string(),
        }
    }

    /// Whether the same request may well succeed when it is sent again.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Connect { .. } | Self::Broken { .. } | Self::Reported { .. } => true,
            Self::GarbledEvent { .. } | Self::CutOff => true,
            Self::RateLimited { retry_after } => retry_after.is_none_or(|wait| wait <= MOST_PATIENCE),
            Self::Status { code, .. } => *code == 408 || (*code >= 500 && *code != 501),
            // Whoever waits has waited long enough.
            Self::FirstTokenLate { .. } | Self::Stalled { .. } | Self::TooLong { .. } => false,
            Self::Setup(_)
            | Self::Unauthorized { .. }
            | Self::Garbled { .. }
            | Self::TooLarge { .. }
            | Self::ToolsUnsupported
            | Self::ImagesUnsupported
            | Self::Embeddings { .. } => false,
        }
    }

    /// Whether the server refuses a request for its length: a shorter one may be taken.
    pub fn is_about_length(&self) -> bool {
        let Self::Status { code: 400 | 413 | 422 | 500, excerpt } = self else { return false };
        let excerpt = excerpt.to_lowercase();
        let signs = ["context", "too long", "too large", "maximum length", "max_model_len"];
        signs.iter().any(|sign| excerpt.contains(sign))
    }

    /// The error of the door out in words of this crate. Its deadlines are set longer than those of a model, so the
    /// only one of them that is ever reached is that of the connection.
    pub(crate) fn from_outbound(error: outbound::Error, connect: Duration) -> Self {
        use outbound::Error as Out;
        match error {
            Out::TimedOut { host, .. } => {
                Self::Connect { host, cause: format!("none within {} s", connect.as_secs_f32()) }
            }
            Out::Unresolved { host, cause } | Out::Unreachable { host, cause } | Out::Tls { host, cause } => {
                Self::Connect { host, cause }
            }
            Out::Broken { host, cause } => Self::Broken { host, cause },
            Out::TooLarge { limit_bytes, .. } => Self::TooLarge { limit_bytes },
            other => Self::Setup(other.to_string()),
        }
    }
}
