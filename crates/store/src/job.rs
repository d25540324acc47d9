//! A transaction on its way to a database and back, without the types of its closure and of its answer: all that the
//! databases do with transactions is compiled once, and not once for each of them.

use std::any::Any;
use std::pin::Pin;

use crate::error::Error;
use crate::tx::Tx;

/// A transaction that waits for its turn. It may be run more than once; the last run counts.
pub(crate) trait Job: Send {
    /// Runs the closure, keeps what it gives, and says whether its changes are to be kept.
    fn run<'a>(&'a mut self, tx: &'a Tx) -> Run<'a>;
    /// Lets it end in `error`, unless it ended in an error of its own.
    fn fail(&mut self, error: Error);
    /// The job as what it was made of.
    fn into_any(self: Box<Self>) -> Box<dyn Any>;
}

/// A run under way; its output says whether the changes are to be kept.
pub(crate) type Run<'a> = Pin<Box<dyn Future<Output = bool> + 'a>>;

/// The job of one closure.
pub(crate) struct Pending<F, T, E> {
    closure: F,
    outcome: Option<Result<T, E>>,
}

impl<F, T, E> Pending<F, T, E>
where
    F: AsyncFn(&Tx) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<Error> + Send + 'static,
{
    pub(crate) fn boxed(closure: F) -> Box<dyn Job> {
        Box::new(Self { closure, outcome: None })
    }

    /// What the last run of a job gave that was made by [`Pending::boxed`] with the same types.
    pub(crate) fn outcome(job: Box<dyn Job>) -> Result<T, E> {
        let pending = job.into_any().downcast::<Self>().ok();
        pending.and_then(|pending| pending.outcome).unwrap_or_else(|| Err(Error::Closed.into()))
    }
}

impl<F, T, E> Job for Pending<F, T, E>
where
    F: AsyncFn(&Tx) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<Error> + Send + 'static,
{
    fn run<'a>(&'a mut self, tx: &'a Tx) -> Run<'a> {
        self.outcome = None;
        Box::pin(async move {
            let outcome = (self.closure)(tx).await;
            let keep = outcome.is_ok();
            self.outcome = Some(outcome);
            keep
        })
    }

    fn fail(&mut self, error: Error) {
        if !matches!(self.outcome, Some(Err(_))) {
            self.outcome = Some(Err(error.into()));
        }
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }
}
