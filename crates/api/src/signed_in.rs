//! What a visitor gets on coming in, by either door.

use parlour_domain::visitor::SignedIn;
use parlour_model::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// A visitor's token.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SignedInBody {
    /// The token, for `Authorization: Bearer`.
    token: String,
    /// What the visitor is called; sign in under it again to find the conversation.
    visitor_id: String,
    /// When the token ends.
    expires_at: Timestamp,
}

impl From<SignedIn> for SignedInBody {
    fn from(signed_in: SignedIn) -> Self {
        let SignedIn { token, visitor_id, expires_at } = signed_in;
        Self { token, visitor_id, expires_at }
    }
}
