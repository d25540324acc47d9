//! What a fake answers.

use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::Semaphore;

/// An answer: a status, headers, and what is sent step by step. Every step is a write of its own.
#[derive(Debug, Clone)]
pub struct Script {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) steps: Vec<Step>,
}

#[derive(Debug, Clone)]
pub(super) enum Step {
    Send(Vec<u8>),
    Hold(Gate),
    /// Nothing, until the other side hangs up.
    Silence,
    /// The connection is closed without an end.
    CutOff,
    /// The connection is closed without so much as a status.
    NoAnswer,
}

/// Something to wait at: a script that holds goes on once for each release, even an earlier one. Clones are the same
/// gate.
#[derive(Debug, Clone)]
pub struct Gate(Arc<Semaphore>);

impl Default for Gate {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(0)))
    }
}

impl Gate {
    /// Lets one hold pass.
    pub fn release(&self) {
        self.0.add_permits(1);
    }

    pub(super) async fn pass(&self) {
        if let Ok(permit) = self.0.acquire().await {
            permit.forget();
        }
    }
}

/// Whole answers.
impl Script {
    /// A stream of these fragments of text, with 10 tokens read and one written for each fragment, and its end.
    pub fn text<'t>(fragments: impl IntoIterator<Item = &'t str>) -> Self {
        let (mut script, mut count) = (Self::stream(), 0);
        for fragment in fragments {
            script = script.say(fragment);
            count += 1;
        }
        script.finish("stop").usage(10, count).done()
    }

    /// A stream that calls these tools, by name and arguments, and its end.
    pub fn calls(calls: &[(&str, &Value)]) -> Self {
        let mut script = Self::stream();
        for (index, (name, arguments)) in calls.iter().enumerate() {
            script = script.call(index, name, &[&arguments.to_string()]);
        }
        script.finish("tool_calls").usage(10, 5).done()
    }

    /// A status, such as 400 or 500, with the error text that a server would give.
    pub fn status(status: u16, message: &str) -> Self {
        let body = json!({ "error": { "message": message, "type": "fake", "code": status } });
        Self { status, ..Self::json(&body) }
    }

    /// This JSON, whole and unstreamed.
    pub fn json(body: &Value) -> Self {
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        Self { status: 200, headers, steps: vec![Step::Send(body.to_string().into_bytes())] }
    }

    /// An answer by a server that cannot stream.
    pub fn whole(text: &str) -> Self {
        Self::json(&json!({
            "object": "chat.completion",
            "choices": [{ "index": 0, "message": { "role": "assistant", "content": text }, "finish_reason": "stop" }],
            "usage": { "prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15 },
        }))
    }

    /// Embeddings, one for each text that was sent.
    pub fn embeddings(vectors: &[Vec<f32>]) -> Self {
        let item = |(index, vector): (usize, &Vec<f32>)| json!({ "index": index, "embedding": vector });
        let data: Vec<Value> = vectors.iter().enumerate().map(item).collect();
        Self::json(&json!({ "object": "list", "data": data }))
    }

    /// A connection that is closed without so much as a status.
    pub fn no_answer() -> Self {
        Self { steps: vec![Step::NoAnswer], ..Self::stream() }
    }

    /// A server that accepts the request and says nothing, not even a status.
    pub fn silent() -> Self {
        Self { steps: vec![Step::Silence], ..Self::stream() }
    }
}

/// Answers step by step.
impl Script {
    /// An empty stream, to be filled.
    pub fn stream() -> Self {
        let headers = vec![("content-type".to_owned(), "text/event-stream".to_owned())];
        Self { status: 200, headers, steps: Vec::new() }
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sends these bytes as they are.
    #[must_use]
    pub fn raw(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.steps.push(Step::Send(bytes.into()));
        self
    }

    /// Sends an event with this JSON.
    #[must_use]
    pub fn event(self, data: &Value) -> Self {
        self.raw(format!("data: {data}\n\n"))
    }

    /// Sends a change of the answer, such as `{"reasoning": "hm"}`.
    #[must_use]
    pub fn delta(self, delta: Value) -> Self {
        self.event(&json!({ "choices": [{ "index": 0, "delta": delta, "finish_reason": null }] }))
    }

    /// Sends a fragment of text.
    #[must_use]
    pub fn say(self, text: &str) -> Self {
        self.delta(json!({ "content": text }))
    }

    /// Sends a call whose id is `call_` and its index, with its arguments cut in fragments.
    #[must_use]
    pub fn call(self, index: usize, name: &str, arguments: &[&str]) -> Self {
        let id = format!("call_{index}");
        let head = json!({ "name": name, "arguments": "" });
        let head = json!([{ "index": index, "id": id, "type": "function", "function": head }]);
        let begun = self.delta(json!({ "role": "assistant", "content": null, "tool_calls": head }));
        arguments.iter().fold(begun, |script, fragment| {
            let more = json!([{ "index": index, "function": { "arguments": fragment } }]);
            script.delta(json!({ "tool_calls": more }))
        })
    }

    /// Says why the answer ends.
    #[must_use]
    pub fn finish(self, reason: &str) -> Self {
        self.event(&json!({ "choices": [{ "index": 0, "delta": {}, "finish_reason": reason }] }))
    }

    /// Tells what it took.
    #[must_use]
    pub fn usage(self, prompt_tokens: u32, completion_tokens: u32) -> Self {
        let usage = json!({ "prompt_tokens": prompt_tokens, "completion_tokens": completion_tokens });
        self.event(&json!({ "choices": [], "usage": usage }))
    }

    /// Sends the mark at the end of a stream.
    #[must_use]
    pub fn done(self) -> Self {
        self.raw("data: [DONE]\n\n")
    }

    /// Waits until the gate lets it pass. A first hold keeps back the status, too.
    #[must_use]
    pub fn hold(mut self, gate: &Gate) -> Self {
        self.steps.push(Step::Hold(gate.clone()));
        self
    }

    /// Says nothing more, and keeps the connection open until the other side hangs up.
    #[must_use]
    pub fn then_silence(mut self) -> Self {
        self.steps.push(Step::Silence);
        self
    }

    /// Closes the connection without an end.
    #[must_use]
    pub fn cut_off(mut self) -> Self {
        self.steps.push(Step::CutOff);
        self
    }
}
