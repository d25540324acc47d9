//! Everything that can go wrong, as the caller sees it: one status, one envelope.
//!
//! Errors inside a stream are another enum (`model::turn::StreamError`): there the answer has begun.
//! Contract: Diverge reference 1.3.

use std::any::Any;
use std::sync::Arc;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use parlour_model::form::FieldFault;
use serde::Serialize;
use utoipa::ToSchema;

/// The outcome of a handler.
pub(crate) type Result<T, E = ApiError> = std::result::Result<T, E>;

/// What every failed call answers.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(examples(json!({"error": {
    "code": "validation",
    "message": "message.parts.0.text: must not be empty",
    "params": [{"field": "message.parts.0.text", "message": "must not be empty"}],
}})))]
pub struct ErrorBody {
    /// What went wrong.
    pub error: ErrorDetail,
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ErrorDetail {
    /// The kind of trouble; stable, for programs.
    pub code: ErrorCode,
    /// The same in words, for people; may change.
    pub message: String,
    /// The fields at fault, when they are known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub params: Vec<ErrorParam>,
}

/// A field at fault.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ErrorParam {
    /// The field's path, dotted, list places as numbers.
    #[schema(examples("message.parts.0.text"))]
    pub field: String,
    /// What to mend.
    pub message: String,
}

/// The kinds of trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The credential is missing, broken, expired or revoked.
    Unauthorized,
    /// The credential is good, but not for this.
    Forbidden,
    /// What was named is not there.
    NotFound,
    /// The present state does not allow the call.
    Conflict,
    /// Too many calls; `Retry-After` says how many seconds to wait.
    RateLimited,
    /// The request is not well formed or a field of it is wrong.
    Validation,
    /// Trouble on the server.
    Internal,
}

/// A failed call: what the caller is told, and for trouble inside, what the log is told.
#[derive(Debug)]
pub(crate) struct ApiError {
    status: StatusCode,
    code: ErrorCode,
    message: String,
    params: Vec<ErrorParam>,
    hint: Hint,
}

/// What travels beside the envelope.
#[derive(Debug)]
enum Hint {
    None,
    Challenge(&'static str),
    RetryAfter(u64),
    Cause(Trouble),
}

/// The cause of an `internal` answer, carried to the edge, where it is logged once.
#[derive(Debug, Clone)]
pub(crate) struct Trouble(pub(crate) Arc<dyn std::error::Error + Send + Sync>);

impl ApiError {
    fn new(status: StatusCode, code: ErrorCode, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), params: vec![], hint: Hint::None }
    }

    /// 401 with the scheme that would be accepted.
    pub(crate) fn unauthorized(message: impl Into<String>, challenge: &'static str) -> Self {
        let error = Self::new(StatusCode::UNAUTHORIZED, ErrorCode::Unauthorized, message);
        Self { hint: Hint::Challenge(challenge), ..error }
    }

    /// 403.
    pub(crate) fn forbidden(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, ErrorCode::Forbidden, message)
    }

    /// 404.
    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, ErrorCode::NotFound, message)
    }

    /// 405; the router adds `Allow`.
    pub(crate) fn wrong_method() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            ErrorCode::NotFound,
            "this path does not answer to this method; the Allow header names those it does",
        )
    }

    /// 429.
    pub(crate) fn rate_limited(retry_after_s: u64) -> Self {
        let seconds = retry_after_s.max(1);
        let message = format!("too many requests; try again in {seconds} s");
        let error = Self::new(StatusCode::TOO_MANY_REQUESTS, ErrorCode::RateLimited, message);
        Self { hint: Hint::RetryAfter(seconds), ..error }
    }

    /// 400: the request as a whole is not well formed.
    pub(crate) fn malformed(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, ErrorCode::Validation, message)
    }

    /// 413.
    pub(crate) fn too_large() -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            ErrorCode::Validation,
            "the body is larger than this endpoint takes",
        )
    }

    /// 415.
    pub(crate) fn not_json_type() -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            ErrorCode::Validation,
            "send the body as JSON, with Content-Type: application/json",
        )
    }

    /// 422 for one field.
    pub(crate) fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::invalid_fields(vec![FieldFault { field: field.into(), message: message.into() }])
    }

    /// 422 for several fields.
    pub(crate) fn invalid_fields(faults: Vec<FieldFault>) -> Self {
        parlour_domain::Error::Invalid(faults).into()
    }

    /// 500; the caller learns a request id and nothing else.
    pub(crate) fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        let message = "something went wrong here";
        let error = Self::new(StatusCode::INTERNAL_SERVER_ERROR, ErrorCode::Internal, message);
        Self { hint: Hint::Cause(Trouble(Arc::from(cause.into()))), ..error }
    }

    /// The same trouble with another message for an answer that had none to give.
    pub(crate) fn internal_with_id(request_id: &str) -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            ErrorCode::Internal,
            format!("something went wrong here; the log tells more under {request_id}"),
        )
    }

    /// Names the scheme that would be accepted, when this is a 401.
    pub(crate) fn challenged(mut self, challenge: &'static str) -> Self {
        if self.status == StatusCode::UNAUTHORIZED {
            self.hint = Hint::Challenge(challenge);
        }
        self
    }
}

/// The answer to a handler that panicked.
pub(crate) fn from_panic(payload: Box<dyn Any + Send>) -> Response {
    let words = match (payload.downcast_ref::<&str>(), payload.downcast_ref::<String>()) {
        (Some(words), _) => *words,
        (_, Some(words)) => words,
        _ => "no words",
    };
    ApiError::internal(format!("a handler panicked: {words}")).into_response()
}

impl From<parlour_domain::Error> for ApiError {
    fn from(error: parlour_domain::Error) -> Self {
        use parlour_domain::Error;
        let message = match &error {
            Error::Internal(_) => String::new(),
            told => told.to_string(),
        };
        match error {
            Error::Unauthorized(_) => Self::unauthorized(message, "Bearer realm=\"parlour\""),
            Error::Forbidden(_) => Self::forbidden(message),
            Error::NotFound(_) => Self::not_found(message),
            Error::Conflict(_) => Self::new(StatusCode::CONFLICT, ErrorCode::Conflict, message),
            Error::Invalid(faults) => {
                let params =
                    faults.into_iter().map(|f| ErrorParam { field: f.field, message: f.message }).collect();
                let error = Self::new(StatusCode::UNPROCESSABLE_ENTITY, ErrorCode::Validation, message);
                Self { params, ..error }
            }
            Error::Malformed(_) => Self::malformed(message),
            Error::RateLimited { retry_after_s } => Self::rate_limited(retry_after_s),
            Error::Internal(cause) => Self::internal(cause),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let detail = ErrorDetail { code: self.code, message: self.message, params: self.params };
        let mut response = (self.status, Json(ErrorBody { error: detail })).into_response();
        match self.hint {
            Hint::None => {}
            Hint::Challenge(scheme) => {
                response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(scheme));
            }
            Hint::RetryAfter(seconds) => {
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            }
            Hint::Cause(trouble) => {
                response.extensions_mut().insert(trouble);
            }
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use parlour_domain::Error;

    async fn told(error: impl Into<ApiError>) -> (u16, serde_json::Value, axum::http::HeaderMap) {
        let response = error.into().into_response();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, serde_json::from_slice(&body).unwrap(), headers)
    }

    #[tokio::test]
    async fn every_trouble_has_its_status_and_code() {
        for (error, status, code) in [
            (Error::Unauthorized("x".into()), 401, "unauthorized"),
            (Error::Forbidden("x".into()), 403, "forbidden"),
            (Error::NotFound("x".into()), 404, "not_found"),
            (Error::Conflict("x".into()), 409, "conflict"),
            (Error::invalid("a.0.b", "x"), 422, "validation"),
            (Error::Malformed("x".into()), 400, "validation"),
            (Error::RateLimited { retry_after_s: 3 }, 429, "rate_limited"),
            (Error::internal("disk full"), 500, "internal"),
        ] {
            let (got, body, _) = told(error).await;
            assert_eq!((got, body["error"]["code"].as_str()), (status, Some(code)));
            assert!(body["error"]["message"].is_string());
        }
    }

    #[tokio::test]
    async fn fields_at_fault_are_named_and_otherwise_left_out() {
        let (_, body, _) = told(Error::invalid("message.parts.0.text", "must not be empty")).await;
        assert_eq!(
            body["error"]["params"],
            serde_json::json!([{"field": "message.parts.0.text", "message": "must not be empty"}])
        );
        let (_, body, _) = told(Error::Conflict("x".into())).await;
        assert!(body["error"].get("params").is_none());
    }

    #[tokio::test]
    async fn trouble_inside_is_not_told() {
        let (_, body, _) = told(Error::internal("the disk /dev/sda is full")).await;
        assert!(!body.to_string().contains("disk"));
    }

    #[tokio::test]
    async fn waiting_is_at_least_a_second_and_a_401_names_its_scheme() {
        let (_, _, headers) = told(Error::RateLimited { retry_after_s: 0 }).await;
        assert_eq!(headers["retry-after"], "1");
        let (_, _, headers) = told(Error::Unauthorized("x".into())).await;
        assert!(headers.contains_key("www-authenticate"));
    }
}
