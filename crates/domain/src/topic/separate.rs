//! Draws a line around each topic: one linear support vector machine a topic, learned together by dual coordinate
//! descent (squared hinge loss), which needs no learning rate and always ends at the same weights.
//!
//! Left out: what the vectors mean, and which score is high enough.

use super::vocabulary::Vector;

/// What an example on the wrong side of its line costs.
const COST: f32 = 1.0;

/// A pass that moves no line by more than this was the last.
const STILL: f32 = 0.1;

const MOST_PASSES: usize = 30;

/// Where the lines are: for each sight one row of weights, a topic a column, in steps of the row's own size.
#[derive(Debug)]
pub(super) struct Lines {
    topics: usize,
    steps: Vec<i8>,
    sizes: Vec<f32>,
    offsets: Vec<f32>,
}

/// An example, and the number of its topic.
#[derive(Debug, Clone)]
pub(super) struct Example {
    pub(super) vector: Vector,
    pub(super) topic: usize,
}

impl Lines {
    /// Learns from examples of `topics` topics, in which there are `sights` sights.
    pub(super) fn learn(examples: &[Example], topics: usize, sights: usize) -> Self {
        let mut descent = Descent::new(topics, sights, examples.len());
        // A text without words, which is about no topic, weighs as much as a topic's examples do.
        let silence = COST * (examples.len() as f32 / topics as f32).max(1.0);
        let mut order: Vec<usize> = (0..examples.len()).collect();
        for pass in 0..MOST_PASSES {
            shuffle(&mut order, pass);
            descent.step(examples.len(), &Vector::new(), None, silence);
            let mut moved = 0.0_f32;
            for &i in &order {
                moved = moved.max(descent.step(i, &examples[i].vector, Some(examples[i].topic), COST));
            }
            if moved < STILL {
                break;
            }
        }
        descent.lines()
    }

    /// The best score of a text that says nothing.
    pub(super) fn silence(&self) -> f32 {
        self.offsets.iter().copied().fold(f32::MIN, f32::max)
    }

    /// On which side of each topic's line a text is, and how far.
    pub(super) fn scores(&self, vector: &Vector) -> Vec<f32> {
        let mut scores = self.offsets.clone();
        for &(sight, weight) in vector {
            let at = sight as usize;
            let by = weight * self.sizes[at];
            let row = &self.steps[at * self.topics..][..self.topics];
            scores.iter_mut().zip(row).for_each(|(score, step)| *score += by * f32::from(*step));
        }
        scores
    }
}

/// The weights while they are learned.
struct Descent {
    topics: usize,
    weights: Vec<f32>,
    offsets: Vec<f32>,
    /// How much each example holds each line; one row an example, and the last for a text without words.
    holds: Vec<f32>,
    scores: Vec<f32>,
    moves: Vec<(usize, f32)>,
}

impl Descent {
    fn new(topics: usize, sights: usize, examples: usize) -> Self {
        Self {
            topics,
            weights: vec![0.0; sights * topics],
            offsets: vec![0.0; topics],
            holds: vec![0.0; (examples + 1) * topics],
            scores: vec![0.0; topics],
            moves: Vec::with_capacity(topics),
        }
    }

    /// Moves every line so that it is right about one example, as far as the others let it; to be wrong costs `cost`.
    /// Gives the longest move.
    fn step(&mut self, example: usize, vector: &Vector, topic: Option<usize>, cost: f32) -> f32 {
        let topics = self.topics;
        let square: f32 = 1.0 + vector.iter().map(|(_, weight)| weight * weight).sum::<f32>();
        let give = 0.5 / cost;
        self.scores.copy_from_slice(&self.offsets);
        for &(sight, weight) in vector {
            let row = &self.weights[sight as usize * topics..][..topics];
            self.scores.iter_mut().zip(row).for_each(|(score, of)| *score += weight * of);
        }
        self.moves.clear();
        let mut longest = 0.0_f32;
        let holds = &mut self.holds[example * topics..][..topics];
        for (at, (hold, score)) in holds.iter_mut().zip(&self.scores).enumerate() {
            let side = if topic == Some(at) { 1.0 } else { -1.0 };
            let slope = side * score - 1.0 + give * *hold;
            if *hold == 0.0 && slope >= 0.0 {
                continue;
            }
            let held = (*hold - slope / (square + give)).max(0.0);
            let by = (held - *hold) * side;
            *hold = held;
            longest = longest.max(by.abs());
            self.moves.push((at, by));
            self.offsets[at] += by;
        }
        for &(sight, weight) in vector {
            let row = &mut self.weights[sight as usize * topics..][..topics];
            self.moves.iter().for_each(|(at, by)| row[*at] += weight * by);
        }
        longest
    }

    /// The weights in an eighth of the room: 254 steps tell a row's weights apart well enough.
    fn lines(self) -> Lines {
        let (mut steps, mut sizes) = (Vec::with_capacity(self.weights.len()), Vec::new());
        for row in self.weights.chunks_exact(self.topics) {
            let largest = row.iter().fold(0.0_f32, |largest, weight| largest.max(weight.abs()));
            let size = (largest / 127.0).max(f32::MIN_POSITIVE);
            steps.extend(row.iter().map(|weight| (weight / size).round() as i8));
            sizes.push(size);
        }
        Lines { topics: self.topics, steps, sizes, offsets: self.offsets }
    }
}

/// Another order for every pass, the same in every run.
fn shuffle(order: &mut [usize], pass: usize) {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(pass as u64 + 1);
    for i in (1..order.len()).rev() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        order.swap(i, (state % (i as u64 + 1)) as usize);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_are_on_their_side_of_the_line() {
        let examples: Vec<Example> = [
            (vec![(0, 1.0)], 0),
            (vec![(1, 1.0)], 1),
            (vec![(0, 0.8), (2, 0.6)], 0),
            (vec![(1, 0.8), (2, 0.6)], 1),
        ]
        .into_iter()
        .map(|(vector, topic)| Example { vector, topic })
        .collect();
        let lines = Lines::learn(&examples, 2, 3);
        for example in &examples {
            let scores = lines.scores(&example.vector);
            assert!(scores[example.topic] > 0.3 && scores[1 - example.topic] < -0.3, "{scores:?}");
        }
        let nothing = lines.scores(&vec![]);
        assert!(nothing.iter().all(|score| *score < 0.0), "{nothing:?}");
    }

    #[test]
    fn one_topic_has_a_line_too() {
        let example = Example { vector: vec![(0, 1.0)], topic: 0 };
        let lines = Lines::learn(std::slice::from_ref(&example), 1, 1);
        assert!(lines.scores(&example.vector)[0] > 0.3);
        assert!(lines.scores(&vec![])[0] < 0.0);
    }

    #[test]
    fn every_pass_has_an_order_of_its_own_and_every_run_the_same() {
        let ordered = |pass| {
            let mut order: Vec<usize> = (0..50).collect();
            shuffle(&mut order, pass);
            order
        };
        assert_eq!(ordered(3), ordered(3));
        assert_ne!(ordered(3), ordered(4));
    }
}
