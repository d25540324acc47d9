//! What a question about rules names besides what it asks: "how do I wash the waxed jacket" is about waxed cotton, and not
//! about what is said of washing linen.
//!
//! Left out: questions that name no goods, for which the words alone decide.

use std::collections::BTreeSet;

use super::pages::{self, Found};
use super::{Material, Retrieved};
use crate::assistant::understand::{Ask, Intent};
use crate::knowledge::index::{WeightedTerm, analyse, terms};

/// The goods that a question names.
pub(super) struct Subject<'a> {
    ask: &'a Ask,
    material: &'a Material,
    /// What all goods that have every word of them have in common: what they are and what they are made of.
    traits: BTreeSet<String>,
}

impl<'a> Subject<'a> {
    /// Nothing where none are named, or where goods are what is asked for.
    pub(super) fn of(ask: &'a Ask, material: &'a Material) -> Option<Self> {
        if ask.intent != Intent::Question || ask.contact.is_some() || material.things.objects.is_empty() {
            return None;
        }
        let asks_more = |language: &String| {
            let objects = objects(material, language);
            let more = terms(&ask.text, language).into_iter().filter(|term| term.weight == 1.0);
            !objects.is_empty() && more.into_iter().any(|term| !objects.contains(&term.stems[0].0))
        };
        if !material.terms.keys().any(asks_more) {
            return None;
        }
        let mut traits: Option<BTreeSet<String>> = None;
        for language in material.terms.keys() {
            let objects = objects(material, language);
            for found in &material.products {
                let product = &found.product;
                let named = format!("{}\n{}", product.title, product.tags.join("\n"));
                let own: BTreeSet<String> = analyse(&named, language).into_iter().collect();
                if objects.iter().all(|object| own.contains(object)) {
                    traits =
                        Some(traits.map_or(own.clone(), |known| known.intersection(&own).cloned().collect()));
                }
            }
        }
        Some(Self { ask, material, traits: traits.unwrap_or_default() })
    }

    /// Tells of a passage whether it is about what is named. Where it is, it need not say its name again.
    pub(super) fn judge(&self, found: &mut Found<'_>) {
        found.is_about = self.names(found) && self.says(found);
        if !found.is_about {
            return;
        }
        let terms = pages::terms(self.material, &found.language);
        let all: f32 = terms.iter().map(|term| term.weight).sum();
        let has = found.excerpt.has.iter().zip(&found.excerpt.head).map(|(has, head)| *has || *head);
        let unsaid =
            terms.iter().zip(has).filter(|(term, has)| !has && self.is_object(term, &found.language));
        let unsaid: f32 = unsaid.map(|(term, _)| term.weight).sum();
        found.coverage = (found.coverage + unsaid / all.max(f32::EPSILON)).min(1.0);
    }

    /// Leaves out what is said of something else, where `all` were found: what is about the thing goes before what only
    /// speaks of it, and where something is about it, nothing else of its page is meant. Of two that are alike, the one
    /// whose sentence has more of the thing's names is.
    pub(super) fn keep<'f>(&self, all: Vec<Found<'f>>, fits: impl Fn(&Found<'f>) -> bool) -> Vec<Found<'f>> {
        let named: Vec<&Found<'_>> = all.iter().filter(|found| self.names(found)).collect();
        let about: BTreeSet<String> = named.iter().map(|found| found.passage.page_id.clone()).collect();
        // "How to wash linen" is where washing linen is told, and not what leaves linen out.
        let is_told_of = named.iter().any(|found| self.heads(found));
        let mut kept: Vec<Found<'f>> = all.into_iter().filter(fits).collect();
        kept.retain(|found| found.is_about || !is_told_of || self.speaks(found));
        // A page that tells things apart says of each what holds for it, and not for others.
        let others =
            kept.iter().filter(|found| !found.is_about && self.is_foreign(found) && self.heads(found));
        let others: Vec<String> = others.map(|found| found.passage.page_id.clone()).collect();
        let is_apart = |page: &String| others.iter().filter(|other| *other == page).count() > 1;
        let apart: BTreeSet<String> = others.iter().filter(|page| is_apart(page)).cloned().collect();
        kept.retain(|found| {
            let page = &found.passage.page_id;
            let is_other = || self.told(found) == 0.0 && (about.contains(page) || apart.contains(page));
            found.is_about || !self.is_foreign(found) && (found.excerpt.table.is_some() || !is_other())
        });
        if !apart.is_empty() && !kept.iter().any(|found| apart.contains(&found.passage.page_id)) {
            // What other pages say by the way is no answer either.
            return vec![];
        }
        let said = |found: &Found<'_>| (found.is_about, self.told(found).max(self.headed(found)));
        let told: Vec<(String, (bool, f32))> =
            kept.iter().map(|found| (found.passage.page_id.clone(), said(found))).collect();
        kept.retain(|found| {
            let own = said(found);
            !told.iter().any(|(page, more)| *page == found.passage.page_id && *more > own)
        });
        kept
    }

    /// Whether a part of the heading names only what the question names, or what that is or is made of: "waxed cotton" is
    /// not about every cotton.
    fn names(&self, found: &Found<'_>) -> bool {
        let heading = heading(found.passage);
        let objects: Vec<String> = objects(self.material, &found.language);
        let things = |part: &str| -> Vec<String> {
            analyse(part, &found.language).into_iter().filter(|stem| self.is_thing(stem)).collect()
        };
        let is_meant =
            |part: &Vec<String>| part.iter().all(|s| objects.contains(s) || self.traits.contains(s));
        let parts = heading.split([',', ';', '/', '&']).flat_map(|part| part.split(" and ")).map(things);
        let mut parts = parts.filter(|part| !part.is_empty()).peekable();
        // A title that lists many things is about none of them.
        let has_own =
            found.passage.passage.headings.last().is_some_and(|own| *own != found.passage.page_title);
        parts.peek().is_some()
            && if has_own { parts.any(|part| is_meant(&part)) } else { parts.all(|part| is_meant(&part)) }
    }

    /// Whether the answer has everything that is asked besides the names of goods.
    fn says(&self, found: &Found<'_>) -> bool {
        let objects = objects(self.material, &found.language);
        let asked = terms(&self.ask.text, &found.language).into_iter();
        let others: Vec<String> = asked
            .filter(|term| term.weight == 1.0)
            .map(|mut term| term.stems.swap_remove(0).0)
            .filter(|stem| !objects.contains(stem))
            .collect();
        let has = found.excerpt.has.iter().zip(&found.excerpt.head).map(|(has, head)| *has || *head);
        let said = pages::terms(self.material, &found.language).iter().zip(has);
        !said
            .into_iter()
            .any(|(term, has)| !has && term.stems.first().is_some_and(|stem| others.contains(stem)))
    }

    /// Whether it speaks of any of the goods that are named.
    fn speaks(&self, found: &Found<'_>) -> bool {
        let has = found.excerpt.has.iter().zip(&found.excerpt.head).map(|(has, head)| *has || *head);
        let mut terms = pages::terms(self.material, &found.language).iter().zip(has);
        terms.any(|(term, has)| has && self.is_object(term, &found.language))
    }

    /// Whether the heading names other goods, and the answer not all that the question names.
    fn is_foreign(&self, found: &Found<'_>) -> bool {
        let heading = heading(found.passage);
        let names = analyse(heading, &found.language).iter().any(|stem| self.is_thing(stem));
        let terms = pages::terms(self.material, &found.language).iter().zip(&found.excerpt.heart);
        names && terms.into_iter().any(|(term, has)| !has && self.is_object(term, &found.language))
    }

    /// Whether the heading has a word of the question that names no goods.
    fn heads(&self, found: &Found<'_>) -> bool {
        let stems = analyse(heading(found.passage), &found.language);
        let mut others = pages::terms(self.material, &found.language)
            .iter()
            .filter(|term| !self.is_object(term, &found.language));
        others.any(|term| term.stems.iter().any(|stem| stems.contains(stem)))
    }

    /// How much of the goods' names stands beside something else of the question in the very sentence that answers.
    fn told(&self, found: &Found<'_>) -> f32 {
        let terms = pages::terms(self.material, &found.language).iter().zip(&found.excerpt.heart);
        let (objects, others): (Vec<_>, Vec<_>) =
            terms.filter(|(_, has)| **has).partition(|(term, _)| self.is_object(term, &found.language));
        if others.is_empty() { 0.0 } else { objects.iter().map(|(term, _)| term.weight).sum() }
    }

    /// The same for what stands in that sentence or above it.
    fn headed(&self, found: &Found<'_>) -> f32 {
        let has = found.excerpt.heart.iter().zip(&found.excerpt.head).map(|(heart, head)| *heart || *head);
        let terms = pages::terms(self.material, &found.language).iter().zip(has);
        let named = terms.filter(|(term, has)| *has && self.is_object(term, &found.language));
        named.map(|(term, _)| term.weight).sum()
    }

    fn is_object(&self, term: &WeightedTerm, language: &str) -> bool {
        let objects = objects(self.material, language);
        term.stems.first().is_some_and(|stem| objects.contains(stem))
    }

    fn is_thing(&self, stem: &str) -> bool {
        self.material.things.headings.contains(stem)
    }
}

/// The stems of the question's words that name goods, without those that nearly every question may have.
fn objects(material: &Material, language: &str) -> Vec<String> {
    let words = material.things.objects.iter().flat_map(|word| terms(word, language));
    words.filter(|term| term.weight == 1.0).map(|mut term| term.stems.swap_remove(0).0).collect()
}

/// The heading of a passage; the title of its page where it has none of its own.
fn heading(passage: &Retrieved) -> &str {
    passage.passage.headings.last().map_or(&passage.page_title, String::as_str)
}
