//! The frames of a turn as server-sent events.
//!
//! Contract: Diverge reference 4.3. Each frame's id, `<message_id>.<attempt>.<number>`, is Parlour's addition: with it
//! a broken stream goes on where it stopped.

use std::convert::Infallible;
use std::time::Duration;

use axum::http::{HeaderName, HeaderValue};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::{Stream, StreamExt as _};
use parlour_domain::assistant::Frame;
use utoipa::ToSchema;

/// A frame, as server-sent events carry it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "for the document only; frames are written by `event`")]
pub(crate) struct TurnFrame {
    /// Names the frame: `<message_id>.<attempt>.<number>`, for `Last-Event-ID`.
    #[schema(examples("msg_01jx3v5k8r2m6p9q4t7w0y1z3b.1.7"))]
    id: String,
    /// What the frame tells. One `done` or `error` is the last.
    event: FrameKind,
    /// JSON on one line, by the kind of frame: a `Status`, `PartDelta`, `FinishedPart`, `Done` or `StreamError`.
    #[schema(content_media_type = "application/json")]
    data: String,
}

/// What a frame tells.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "for the document only; `TurnEvent::name` gives the words")]
pub(crate) enum FrameKind {
    /// How far the turn is; the data is a `Status`.
    Status,
    /// A piece of a part; the data is a `PartDelta`.
    PartDelta,
    /// A finished part; the data is a `FinishedPart`.
    Part,
    /// The stored answer; the data is a `Done`.
    Done,
    /// The answer could not be made; the data is a `StreamError`.
    Error,
}

/// How often a quiet stream says that it is alive.
const PING: Duration = Duration::from_secs(15);

/// Answers with the frames of the turn whose answer has `message_id`; ends when they end.
pub(super) fn answer(message_id: String, frames: impl Stream<Item = Frame> + Send + 'static) -> Response {
    let events = frames.map(move |frame| Ok::<_, Infallible>(event(&message_id, &frame)));
    let mut response =
        Sse::new(events).keep_alive(KeepAlive::new().interval(PING).text("ping")).into_response();
    // Asks nginx not to hold frames back.
    response
        .headers_mut()
        .insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response
}

fn event(message_id: &str, frame: &Frame) -> Event {
    let id = format!("{message_id}.{}.{}", frame.attempt, frame.number);
    // The id comes last: some clients note it at once, and a frame torn behind its id would be lost to them.
    Event::default().event(frame.event.name()).data(frame.event.data()).id(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use parlour_model::TurnEvent;
    use parlour_model::turn::{Stage, Status, StreamError, StreamErrorCode};

    #[tokio::test]
    async fn a_frame_is_a_name_one_line_of_data_and_then_its_id() {
        let connected =
            Status { status: Stage::Connected, message: None, message_id: None, user_message_id: None };
        let failed = StreamError {
            code: StreamErrorCode::GenerationFailed,
            message: "two\nlines".into(),
            retryable: true,
        };
        let events = [TurnEvent::Status(connected), TurnEvent::Error(failed)];
        let frames: Vec<Frame> = events
            .into_iter()
            .zip(1..)
            .map(|(event, number)| Frame { attempt: 1, number, event: event.into() })
            .collect();
        let response = answer("msg_1".into(), futures::stream::iter(frames));
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert_eq!(response.headers()["cache-control"], "no-cache");
        assert_eq!(response.headers()["x-accel-buffering"], "no");
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        assert_eq!(
            String::from_utf8(body.to_vec()).unwrap(),
            "event: status\ndata: {\"status\":\"connected\"}\nid: msg_1.1.1\n\n\
             event: error\n\
             data: {\"code\":\"generation_failed\",\"message\":\"two\\nlines\",\"retryable\":true}\n\
             id: msg_1.1.2\n\n"
        );
    }
}
