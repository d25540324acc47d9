//! Steps that run one after another, each announced, and a table of them at the end.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::stop;

/// How a step went.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Outcome {
    Passed(Duration),
    Failed(Duration),
    /// Something it stands on had failed: it counts as failed, too.
    NotRun,
}

/// The steps so far.
#[derive(Debug, Default)]
pub(crate) struct Steps {
    done: Vec<(&'static str, Outcome)>,
}

impl Steps {
    /// Runs a step that later ones can do without. A failure is told at once and remembered.
    pub(crate) fn run(&mut self, name: &'static str, step: impl FnOnce() -> Result<()>) {
        if stop::asked() {
            self.done.push((name, Outcome::NotRun));
            return;
        }
        println!("\n=== {name}");
        let start = Instant::now();
        let outcome = match step() {
            Ok(()) => Outcome::Passed(start.elapsed()),
            Err(error) => {
                eprintln!("=== {name} failed: {error:#}");
                Outcome::Failed(start.elapsed())
            }
        };
        self.done.push((name, outcome));
    }

    /// Runs a step that stands on another, which must have passed before.
    pub(crate) fn run_after(
        &mut self,
        needed: &'static str,
        name: &'static str,
        step: impl FnOnce() -> Result<()>,
    ) {
        if self.passed(needed) {
            return self.run(name, step);
        }
        eprintln!("\n=== {name} cannot run: {needed} failed");
        self.done.push((name, Outcome::NotRun));
    }

    fn passed(&self, name: &str) -> bool {
        self.done.iter().any(|(done, outcome)| *done == name && matches!(outcome, Outcome::Passed(_)))
    }

    /// Prints the table.
    ///
    /// # Errors
    /// Unless every step has passed and there was at least one.
    pub(crate) fn close(self) -> Result<()> {
        println!("\n{}", self.table());
        let passed = self.done.iter().filter(|(_, outcome)| matches!(outcome, Outcome::Passed(_))).count();
        let failed = self.done.len() - passed;
        println!("steps: {passed} passed, {failed} failed");
        if stop::asked() {
            bail!("interrupted");
        }
        if failed > 0 || passed == 0 {
            bail!("{failed} of {} steps failed", self.done.len());
        }
        Ok(())
    }

    fn table(&self) -> String {
        let row = |(name, outcome): &(&str, Outcome)| match outcome {
            Outcome::Passed(time) => format!("{name:<12} passed   {:>7.1} s", time.as_secs_f64()),
            Outcome::Failed(time) => format!("{name:<12} FAILED   {:>7.1} s", time.as_secs_f64()),
            Outcome::NotRun => format!("{name:<12} NOT RUN"),
        };
        self.done.iter().map(row).collect::<Vec<_>>().join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_passed_is_success() {
        let mut steps = Steps::default();
        steps.run("one", || Ok(()));
        steps.run_after("one", "two", || Ok(()));
        assert!(steps.close().is_ok());
    }

    #[test]
    fn one_failure_lets_the_others_run_and_fails_in_the_end() {
        let (mut steps, mut ran) = (Steps::default(), false);
        steps.run("one", || bail!("no"));
        steps.run("two", || {
            ran = true;
            Ok(())
        });
        assert!(ran);
        assert!(steps.table().contains("FAILED"));
        assert!(steps.close().is_err());
    }

    #[test]
    fn what_stands_on_a_failure_does_not_run() {
        let mut steps = Steps::default();
        steps.run("build", || bail!("no"));
        steps.run_after("build", "e2e", || panic!("it must not run"));
        assert!(steps.table().contains("NOT RUN"));
        assert!(steps.close().is_err());
    }

    #[test]
    fn no_step_at_all_is_a_failure() {
        assert!(Steps::default().close().is_err());
    }
}
