//! Livechat: the phases of a session, what leads from one to the next, and the session as clients see it.
//!
//! Contract: Diverge reference 6.1 and 6.2. Pure: who is available, and what is stored, is decided elsewhere.

mod language;
mod view;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::environment::Environment;
use crate::message::Role;
use crate::spelled::spelled;

pub use language::language_name;
pub use view::{
    FeedbackReceipt, FeedbackState, FeedbackStatus, LivechatMessages, LivechatState, TypingState,
};

/// How far a session is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// Nobody was asked for.
    Inactive,
    /// The visitor waits for a person.
    Waiting,
    /// A person is in charge: the machine is silent.
    Active,
    /// It is over.
    Closed,
}

spelled!(Phase, "phase", Inactive = "inactive", Waiting = "waiting", Active = "active", Closed = "closed");

/// Who does something in a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor<'a> {
    /// The visitor.
    Customer,
    /// The person of this id; `None` for an agent's app that does not say who.
    Agent(Option<&'a str>),
    /// The house itself, by the clock.
    System,
}

/// What someone does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Asks for a person.
    RequestHandover,
    /// Says something in the session.
    Say,
    /// Begins or ends writing.
    Type,
    /// Ends the session.
    Close,
    /// Tells how it was.
    Rate,
    /// Lets the machine speak.
    AskAssistant,
}

/// What an action makes of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A new session begins, waiting.
    Begin,
    /// It is done, and the session stays as it is.
    Stay,
    /// The agent takes the session over; what they do is done.
    TakeOver,
    /// The session ends.
    End,
    /// The same was done before: nothing happens, and nothing is told.
    Already,
}

/// Why an action is not possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The session is in a phase that does not allow it.
    Phase,
    /// Another agent is in charge.
    OtherAgent,
    /// It is nothing that this actor does.
    Actor,
}

/// What `actor` doing `action` makes of a session in `phase`, of which `in_charge` is the agent.
///
/// # Errors
/// Why it is not possible; the session stays as it is.
///
/// Contract: Diverge reference 6.1, 6.4 and 6.8.
pub fn step(
    phase: Phase,
    in_charge: Option<&str>,
    actor: Actor<'_>,
    action: Action,
) -> Result<Outcome, Refusal> {
    match (actor, action) {
        (Actor::Customer, Action::RequestHandover) => Ok(match phase {
            Phase::Inactive | Phase::Closed => Outcome::Begin,
            Phase::Waiting | Phase::Active => Outcome::Already,
        }),
        (Actor::Customer, Action::AskAssistant) => match phase {
            Phase::Active => Err(Refusal::Phase),
            Phase::Inactive | Phase::Waiting | Phase::Closed => Ok(Outcome::Stay),
        },
        (Actor::Customer, Action::Say | Action::Type) => match phase {
            Phase::Active => Ok(Outcome::Stay),
            Phase::Inactive | Phase::Waiting | Phase::Closed => Err(Refusal::Phase),
        },
        (Actor::Customer, Action::Rate) => match phase {
            Phase::Closed => Ok(Outcome::Stay),
            Phase::Inactive | Phase::Waiting | Phase::Active => Err(Refusal::Phase),
        },
        (Actor::Agent(Some(agent)), Action::Say | Action::Type) => match phase {
            Phase::Waiting => Ok(Outcome::TakeOver),
            Phase::Active if in_charge == Some(agent) => Ok(Outcome::Stay),
            // The agent who was in charge was removed.
            Phase::Active if in_charge.is_none() => Ok(Outcome::TakeOver),
            Phase::Active => Err(Refusal::OtherAgent),
            Phase::Inactive | Phase::Closed => Err(Refusal::Phase),
        },
        (Actor::Agent(who), Action::Close) => match (phase, who, in_charge) {
            (Phase::Active, Some(agent), Some(other)) if agent != other => Err(Refusal::OtherAgent),
            _ => close(phase),
        },
        (Actor::Customer | Actor::System, Action::Close) => close(phase),
        (Actor::Agent(_), Action::RequestHandover | Action::Rate | Action::AskAssistant)
        | (Actor::Agent(None), Action::Say | Action::Type)
        | (
            Actor::System,
            Action::RequestHandover | Action::Say | Action::Type | Action::Rate | Action::AskAssistant,
        ) => Err(Refusal::Actor),
    }
}

fn close(phase: Phase) -> Result<Outcome, Refusal> {
    match phase {
        Phase::Waiting | Phase::Active => Ok(Outcome::End),
        Phase::Closed => Ok(Outcome::Already),
        Phase::Inactive => Err(Refusal::Phase),
    }
}

/// Who ended a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ClosedBy {
    /// The visitor.
    Customer,
    /// An agent.
    Agent,
    /// The house, when nothing happened for too long.
    System,
}

spelled!(ClosedBy, "closing side", Customer = "customer", Agent = "agent", System = "system");

/// Where the visitor chats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Platform {
    /// A page on a computer.
    Website,
    /// A page on a telephone.
    MobileWeb,
    /// An app.
    MobileApp,
}

spelled!(Platform, "platform", Website = "website", MobileWeb = "mobile_web", MobileApp = "mobile_app");

/// Whose turn it is to speak in a session.
///
/// Contract: Diverge reference 6.7 (`turn`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = LivechatTurn)]
pub enum Turn {
    /// An agent's: the visitor waits, or was the last to speak.
    Agent,
    /// The visitor's: the agent was the last to speak.
    Customer,
    /// Nobody's: it is over.
    None,
}

spelled!(Turn, "turn", Agent = "agent", Customer = "customer", None = "none");

impl Turn {
    /// Whose turn it is in a session in `phase`, in which `last` was the last to speak.
    pub fn of(phase: Phase, last: Option<Role>) -> Self {
        match (phase, last) {
            (Phase::Inactive | Phase::Closed, _) => Self::None,
            (Phase::Active, Some(Role::Agent)) => Self::Customer,
            (Phase::Waiting | Phase::Active, _) => Self::Agent,
        }
    }
}

/// What a visitor's client tells of itself.
///
/// Contract: Diverge reference 6.4 (`client_context`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct ClientContext {
    /// The browser's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub browser: Option<String>,
    /// The browser's language, as a tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub browser_language: Option<String>,
    /// The browser's version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub browser_version: Option<String>,
    /// The visitor's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The operating system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub os: Option<String>,
    /// The page on which a person was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_page_url: Option<String>,
}

impl ClientContext {
    /// What is wrong with it, as (field, remedy).
    pub fn faults(&self) -> Vec<(&'static str, String)> {
        let fields = [
            ("browser", &self.browser, 255),
            ("browser_language", &self.browser_language, 255),
            ("browser_version", &self.browser_version, 255),
            ("language", &self.language, 255),
            ("os", &self.os, 255),
            ("current_page_url", &self.current_page_url, 2048),
        ];
        let too_long = fields
            .into_iter()
            .filter(|(_, text, most)| text.as_ref().is_some_and(|text| text.chars().count() > *most));
        too_long.map(|(field, _, most)| (field, format!("at most {most} characters are allowed"))).collect()
    }
}

/// A session as clients see it.
///
/// Contract: Diverge reference 6.2.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LivechatSession {
    /// Names the session.
    pub livechat_session_id: String,
    /// Live or test.
    pub environment: Environment,
    /// How far it is.
    pub status: Phase,
    /// Where the visitor chats.
    pub platform: Platform,
    /// The visitor's language by its English name in lower case, when it is known.
    pub language: Option<String>,
    /// When a person was asked for.
    pub requested_at: Timestamp,
    /// When an agent took over.
    pub agent_joined_at: Option<Timestamp>,
    /// When it ended.
    pub closed_at: Option<Timestamp>,
    /// Who ended it.
    pub closed_by: Option<ClosedBy>,
    /// The agent who ended it.
    pub closed_by_agent_id: Option<String>,
    /// Why it ended, in the words of who ended it.
    pub close_reason: Option<String>,
    /// When anything of it changed last.
    pub updated_at: Timestamp,
    /// Rises by one with every change, and never repeats.
    pub state_version: i64,
}

#[cfg(test)]
mod tests {
    use super::Action::*;
    use super::Outcome::*;
    use super::*;

    const ACTIONS: [Action; 6] = [RequestHandover, Say, Type, Close, Rate, AskAssistant];
    /// What an action makes of a session in each phase.
    type ByPhase = [Result<Outcome, Refusal>; 4];
    const SAME: Actor<'_> = Actor::Agent(Some("a"));
    const OTHER: Actor<'_> = Actor::Agent(Some("b"));

    /// What each action makes of a session that is inactive, waiting, active (with agent `a`) and closed, in the order
    /// of `ACTIONS`; `P`, `O` and `A` are the refusals.
    #[test]
    fn every_phase_by_every_actor_and_action() {
        let (p, o, a) = (Err(Refusal::Phase), Err(Refusal::OtherAgent), Err(Refusal::Actor));
        let table: [(Actor<'_>, [ByPhase; 6]); 5] = [
            (
                Actor::Customer,
                [
                    [Ok(Begin), Ok(Already), Ok(Already), Ok(Begin)],
                    [p, p, Ok(Stay), p],
                    [p, p, Ok(Stay), p],
                    [p, Ok(End), Ok(End), Ok(Already)],
                    [p, p, p, Ok(Stay)],
                    [Ok(Stay), Ok(Stay), p, Ok(Stay)],
                ],
            ),
            (
                SAME,
                [
                    [a, a, a, a],
                    [p, Ok(TakeOver), Ok(Stay), p],
                    [p, Ok(TakeOver), Ok(Stay), p],
                    [p, Ok(End), Ok(End), Ok(Already)],
                    [a, a, a, a],
                    [a, a, a, a],
                ],
            ),
            (
                OTHER,
                [
                    [a, a, a, a],
                    [p, Ok(TakeOver), o, p],
                    [p, Ok(TakeOver), o, p],
                    [p, Ok(End), o, Ok(Already)],
                    [a, a, a, a],
                    [a, a, a, a],
                ],
            ),
            (
                Actor::Agent(None),
                [
                    [a, a, a, a],
                    [a, a, a, a],
                    [a, a, a, a],
                    [p, Ok(End), Ok(End), Ok(Already)],
                    [a, a, a, a],
                    [a, a, a, a],
                ],
            ),
            (
                Actor::System,
                [
                    [a, a, a, a],
                    [a, a, a, a],
                    [a, a, a, a],
                    [p, Ok(End), Ok(End), Ok(Already)],
                    [a, a, a, a],
                    [a, a, a, a],
                ],
            ),
        ];
        for (actor, by_action) in table {
            for (action, by_phase) in ACTIONS.into_iter().zip(by_action) {
                for (phase, expected) in Phase::ALL.into_iter().zip(by_phase) {
                    let in_charge = (phase == Phase::Active).then_some("a");
                    let found = step(phase, in_charge, actor, action);
                    assert_eq!(found, expected, "{phase:?} {actor:?} {action:?}");
                }
            }
        }
    }

    #[test]
    fn a_session_whose_agent_was_removed_is_taken_over_or_goes_on() {
        for (actor, action, expected) in [
            (OTHER, Say, Ok(TakeOver)),
            (OTHER, Type, Ok(TakeOver)),
            (OTHER, Close, Ok(End)),
            (Actor::Agent(None), Close, Ok(End)),
            (Actor::Customer, Say, Ok(Stay)),
            (Actor::Customer, AskAssistant, Err(Refusal::Phase)),
        ] {
            assert_eq!(step(Phase::Active, None, actor, action), expected, "{actor:?} {action:?}");
        }
    }

    #[test]
    fn it_is_the_turn_of_whoever_did_not_speak_last() {
        let said = [None, Some(Role::User), Some(Role::Agent)];
        for (phase, turns) in [
            (Phase::Inactive, [Turn::None; 3]),
            (Phase::Waiting, [Turn::Agent; 3]),
            (Phase::Active, [Turn::Agent, Turn::Agent, Turn::Customer]),
            (Phase::Closed, [Turn::None; 3]),
        ] {
            assert_eq!(said.map(|last| Turn::of(phase, last)), turns, "{phase:?}");
        }
    }

    #[test]
    fn a_context_that_is_too_long_names_its_field() {
        let context = ClientContext { os: Some("x".repeat(256)), ..ClientContext::default() };
        assert_eq!(context.faults(), [("os", "at most 255 characters are allowed".to_owned())]);
        let fits = ClientContext { current_page_url: Some("x".repeat(2048)), ..ClientContext::default() };
        assert_eq!(fits.faults(), []);
    }
}
