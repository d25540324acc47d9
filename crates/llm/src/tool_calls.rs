//! Calls of tools, put together from fragments.
//!
//! Servers disagree on how fragments name their call: by index, by id, by both, or by nothing but their order. Some
//! give every call the index 0, others give every fragment a new id. What tells a new call from the continuation of
//! another is then whether the fragment names a tool.

use std::collections::VecDeque;

use serde::de::IgnoredAny;
use serde_json::Value;

use crate::chat::ToolCall;
use crate::error::Error;
use crate::wire::CallFragment;

/// The longest arguments.
const MOST_BYTES: usize = 32 * 1024;

/// The calls that are not given out yet.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    open: VecDeque<Call>,
    begun: usize,
}

#[derive(Debug)]
struct Call {
    index: Option<u64>,
    id: Option<String>,
    ordinal: usize,
    name: String,
    arguments: String,
}

impl Call {
    fn is_whole(&self) -> bool {
        let arguments = self.arguments.trim();
        arguments.ends_with('}') && serde_json::from_str::<IgnoredAny>(arguments).is_ok()
    }

    /// Takes a piece of the tool's name. Some servers repeat the whole name with every fragment.
    fn add_name(&mut self, piece: &str) {
        if self.name.is_empty() || piece.starts_with(&self.name) {
            if !piece.is_empty() && self.arguments.is_empty() {
                self.name = piece.to_owned();
            }
        } else if self.arguments.is_empty() && self.name != piece {
            self.name += piece;
        }
    }

    fn into_call(self) -> ToolCall {
        let arguments = if self.arguments.trim().is_empty() { "{}".to_owned() } else { self.arguments };
        let id = self.id.unwrap_or_else(|| format!("call_{}", self.ordinal));
        ToolCall { id, name: self.name, arguments }
    }
}

impl Calls {
    /// Takes a fragment.
    ///
    /// # Errors
    /// [`Error::TooLarge`] when the arguments become too long.
    pub(crate) fn feed(&mut self, fragment: CallFragment) -> Result<(), Error> {
        let function = fragment.function.unwrap_or_default();
        let name = function.name.unwrap_or_default();
        let id = fragment.id.filter(|id| !id.is_empty());
        let arguments = match function.arguments {
            Value::Null => String::new(),
            Value::String(text) => text,
            other => other.to_string(),
        };
        let call = match self.find(fragment.index, id.as_deref(), &name) {
            Some(found) => &mut self.open[found],
            None => self.begin(fragment.index),
        };
        if call.id.is_none() {
            call.id = id;
        }
        call.add_name(&name);
        if call.arguments.len() + arguments.len() > MOST_BYTES {
            return Err(Error::TooLarge { limit_bytes: MOST_BYTES as u64 });
        }
        call.arguments += &arguments;
        Ok(())
    }

    fn begin(&mut self, index: Option<u64>) -> &mut Call {
        let ordinal = self.begun;
        self.begun += 1;
        self.open.push_back(Call { index, id: None, ordinal, name: String::new(), arguments: String::new() });
        let last = self.open.len() - 1;
        &mut self.open[last]
    }

    /// The call that a fragment continues.
    fn find(&self, index: Option<u64>, id: Option<&str>, name: &str) -> Option<usize> {
        let last_where = |is: &dyn Fn(&Call) -> bool| self.open.iter().rposition(is);
        if let Some(id) = id
            && let Some(same) = last_where(&|call| call.id.as_deref() == Some(id))
        {
            return Some(same);
        }
        let found = match index {
            Some(index) => last_where(&|call| call.index == Some(index))?,
            None => self.open.len().checked_sub(1)?,
        };
        let call = &self.open[found];
        let names_another = !name.is_empty() && !call.name.is_empty();
        let differs = id.is_some() && call.id.is_some();
        (!names_another || !(differs || index.is_none() || call.is_whole())).then_some(found)
    }

    /// The first call, if it is whole and something has followed it.
    pub(crate) fn take_whole(&mut self, followed: Followed) -> Option<ToolCall> {
        let first = self.open.front()?;
        let is_over = match followed {
            Followed::ByText => first.is_whole() || first.arguments.is_empty(),
            Followed::ByCall => self.open.len() > 1 && first.is_whole(),
        };
        if is_over { self.open.pop_front().map(Call::into_call) } else { None }
    }

    /// The first call, at the end of the answer. One that was cut off because the answer may be no longer is dropped.
    pub(crate) fn take_last(&mut self, cut: bool) -> Option<ToolCall> {
        let call = self.open.pop_front()?;
        if cut && self.open.is_empty() && !call.is_whole() {
            return None;
        }
        Some(call.into_call())
    }

    /// Whether there was any.
    pub(crate) fn any(&self) -> bool {
        self.begun > 0
    }
}

/// What has come after a call.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Followed {
    /// Text: all calls before it are whole.
    ByText,
    /// At most another call.
    ByCall,
}
