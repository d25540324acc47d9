//! Which score is high enough, found from the examples alone: some are held back, and some topics are left out whole, so
//! that their examples stand in for questions about none of the others.
//!
//! Left out: learning itself.

use super::judge::{Judge, Labelled};

/// One example in so many is held back, and one topic in so many is left out, in each round.
const PARTS: usize = 4;

/// Rounds end once so many examples were judged.
const ENOUGH: usize = 1000;

/// What is believed before any judgement: so much of the way from a text that says nothing to an example.
const NEARER: f32 = 0.2;

/// How many judgements that belief is worth.
const BELIEF: f32 = 300.0;

/// What examples of topics left out count for beside the others. Less than the share of foreign questions that a chatbot
/// gets: a topic left out is closer to the others than a chance question is.
const FOREIGN: f64 = 0.07;

const NEWTON_STEPS: usize = 20;
const LEAST_CURVATURE: f64 = 1e-3;

/// How a judge did on an example that it had not seen.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Judgement {
    score: f32,
    outcome: Outcome,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Right,
    Wrong,
    /// The text's topic was left out: whatever was said is wrong.
    Foreign,
}

/// The score above which a topic is said; `silence` is the score of a text that says nothing.
pub(super) fn find(texts: &[Labelled<'_>], topics: usize, silence: f32) -> f32 {
    let belief = silence + NEARER * (1.0 - silence);
    if topics < PARTS {
        return belief;
    }
    let mut judgements = Vec::new();
    for round in 0..PARTS {
        judgements.extend(hold(texts, topics, round));
        if judgements.len() >= ENOUGH {
            break;
        }
    }
    let count = judgements.len() as f32;
    let seen = even(&judgements).unwrap_or(belief);
    (seen * count + belief * BELIEF) / (count + BELIEF)
}

/// One round: learns without what is held back and left out, then judges what is held back.
fn hold(texts: &[Labelled<'_>], topics: usize, round: usize) -> Vec<Judgement> {
    let left_out = |topic: usize| topic % PARTS == round;
    let (mut learned, mut held) = (Vec::new(), Vec::new());
    for (at, text) in texts.iter().enumerate() {
        let back = at % PARTS == (round + text.1) % PARTS;
        match (back, left_out(text.1)) {
            (true, _) => held.push(*text),
            (false, false) => learned.push(*text),
            (false, true) => {}
        }
    }
    let judge = Judge::learn(&learned, topics);
    let judged = held.into_iter().map(|(text, topic)| {
        let (said, score) = judge.best(text).unwrap_or((topic, -1.0));
        let outcome = match (left_out(topic), said == topic) {
            (true, _) => Outcome::Foreign,
            (false, true) => Outcome::Right,
            (false, false) => Outcome::Wrong,
        };
        Judgement { score, outcome }
    });
    judged.collect()
}

/// The score at which a topic is as likely right as wrong: logistic regression of "right" on the score, which a few
/// odd examples move little.
fn even(judgements: &[Judgement]) -> Option<f32> {
    let foreign = judgements.iter().filter(|j| j.outcome == Outcome::Foreign).count();
    let own = judgements.len() - foreign;
    let share = |of: f64, count: usize| of / count.max(1) as f64;
    let (per_own, per_foreign) = (share(1.0 - FOREIGN, own), share(FOREIGN, foreign));
    let (mut slope, mut offset) = (0.0_f64, 0.0_f64);
    for _ in 0..NEWTON_STEPS {
        // Gradient and curvature of the likelihood; the least curvature keeps clean partings from running away.
        let (mut by_slope, mut by_offset) = (-LEAST_CURVATURE * slope, 0.0);
        let (mut ss, mut so, mut oo) = (LEAST_CURVATURE, 0.0, LEAST_CURVATURE);
        for judgement in judgements {
            let score = f64::from(judgement.score);
            let weight = if judgement.outcome == Outcome::Foreign { per_foreign } else { per_own };
            let likely = 1.0 / (1.0 + (-slope * score - offset).exp());
            let right = f64::from(u8::from(judgement.outcome == Outcome::Right));
            let (missed, bend) = (weight * (right - likely), weight * likely * (1.0 - likely));
            by_slope += missed * score;
            by_offset += missed;
            ss += bend * score * score;
            so += bend * score;
            oo += bend;
        }
        let scale = ss * oo - so * so;
        slope += (oo * by_slope - so * by_offset) / scale;
        offset += (ss * by_offset - so * by_slope) / scale;
    }
    let even = (-offset / slope) as f32;
    (slope > 0.0 && even.is_finite()).then(|| even.clamp(-1.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(outcome: Outcome, scores: &[f32]) -> Vec<Judgement> {
        scores.iter().map(|score| Judgement { score: *score, outcome }).collect()
    }

    #[test]
    fn the_threshold_parts_right_from_foreign() {
        let mut all = judged(Outcome::Right, &[0.9, 0.7, 0.5, 0.3]);
        all.extend(judged(Outcome::Foreign, &[-0.1, -0.3, -0.5]));
        let threshold = even(&all).unwrap();
        assert!(threshold > -0.1 && threshold < 0.3, "{threshold}");
    }

    #[test]
    fn a_judge_that_is_mostly_wrong_says_little() {
        let mut all = judged(Outcome::Right, &[0.9]);
        all.extend(judged(Outcome::Wrong, &[0.5, 0.4, 0.3]));
        assert!(even(&all).is_none_or(|threshold| threshold > 0.5));
    }

    #[test]
    fn few_topics_are_judged_by_belief() {
        let texts = [("where is my parcel", 0), ("send it back", 1)];
        let threshold = find(&texts, 2, -0.8);
        assert!(threshold > -0.8 && threshold < 0.0, "{threshold}");
    }
}
