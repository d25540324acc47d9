//! Conversations, and what their last question means.

use super::*;

fn earlier(turns: &[(&str, &[&str])]) -> Vec<Earlier> {
    turns
        .iter()
        .map(|(question, shown)| Earlier {
            question: (*question).to_owned(),
            shown: shown.iter().map(|title| (*title).to_owned()).collect(),
        })
        .collect()
}

#[test]
fn a_follow_up_is_made_whole_from_the_question_before() {
    for (language, before, question, whole) in [
        ("en", "do you have a linen shirt?", "and in blue?", "do you have a linen shirt in blue?"),
        ("en", "do you have a red linen shirt?", "and in blue?", "do you have a linen shirt in blue?"),
        (
            "en",
            "do you have a linen shirt in red?",
            "what about in blue?",
            "do you have a linen shirt in blue?",
        ),
        (
            "en",
            "do you have a rain jacket?",
            "What about the large one?",
            "do you have a rain jacket the large?",
        ),
        (
            "en",
            "how long does delivery to Denmark take?",
            "and to Norway?",
            "how long does delivery to Norway take?",
        ),
        (
            "en",
            "how long does delivery to Denmark take?",
            "What about Norway?",
            "how long does delivery to Norway take?",
        ),
        ("en", "jackets for men", "and for children?", "jackets for children?"),
        ("en", "do you have tents under €99.50?", "in green?", "do you have tents under €99.50 in green?"),
        ("en", "how do I return a parcel?", "how long does it take?", "how long does return parcel take?"),
        ("en", "how do I return a parcel?", "who pays for it?", "who pays for return parcel?"),
        ("en", "do you have wool socks?", "how much?", "how much wool socks?"),
        ("en", "do you have wool socks?", "price?", "price wool socks?"),
        ("da", "har I en skjorte?", "og i blå?", "har I en skjorte i blå?"),
        ("da", "hvad koster fragt til Danmark?", "og til Norge?", "hvad koster fragt til Norge?"),
        ("da", "har I en blå regnjakke?", "hvad med grøn?", "har I en regnjakke grøn?"),
        ("de", "Haben Sie ein Leinenhemd?", "und in blau?", "Haben Sie ein Leinenhemd in blau?"),
        (
            "de",
            "Was kostet der Versand nach Dänemark?",
            "Und nach Norwegen?",
            "Was kostet der Versand nach Norwegen?",
        ),
        ("de", "Haben Sie eine Regenjacke?", "Ist sie auch in rot da, was ist mit blau?", ""),
        ("sv", "har ni en skjorta?", "och i blått?", "har ni en skjorta i blått?"),
        ("sv", "vad kostar frakt till Danmark?", "hur är det med Norge?", "vad kostar frakt till Norge?"),
        (
            "nl",
            "hebben jullie een linnen overhemd?",
            "en in het blauw?",
            "hebben jullie een linnen overhemd in blauw?",
        ),
        (
            "nl",
            "hoe lang duurt levering naar Denemarken?",
            "en naar Noorwegen?",
            "hoe lang duurt levering naar Noorwegen?",
        ),
        ("fr", "avez-vous une chemise en lin ?", "et en bleu ?", "avez-vous une chemise en bleu?"),
        (
            "fr",
            "combien coûte la livraison au Danemark ?",
            "et pour la Norvège ?",
            "combien coûte la livraison au Norvège?",
        ),
        ("es", "¿Tienen una camisa de lino?", "¿y en azul?", "Tienen una camisa de lino en azul?"),
        ("es", "¿cuánto cuesta el envío a Dinamarca?", "¿Y a Noruega?", "cuánto cuesta el envío a Noruega?"),
    ] {
        let found = resolve(question, &earlier(&[(before, &[])]), language).unwrap_or_default();
        assert_eq!(found, whole, "{language}: {before} {question}");
        assert!(found.is_empty() || may_follow(question, language), "{question}");
    }
}

#[test]
fn it_is_what_was_shown() {
    let shirt: &[&str] = &["Linen Shirt, Blue"];
    for (language, before, shown, question, whole) in [
        ("en", "do you have a shirt?", shirt, "how much is it?", "how much is Linen Shirt, Blue?"),
        ("en", "do you have a shirt?", shirt, "is it waterproof?", "is Linen Shirt, Blue waterproof?"),
        (
            "en",
            "do you have a shirt?",
            shirt,
            "can I wash that in a machine?",
            "can I wash Linen Shirt, Blue in a machine?",
        ),
        ("en", "do you have a shirt?", shirt, "do you have it in red?", "do you have Linen Shirt, in red?"),
        (
            "en",
            "any shirts?",
            &["Linen Shirt", "Wool Shirt"],
            "how much is the second one?",
            "how much is the second Wool Shirt?",
        ),
        ("en", "any shirts?", &["Linen Shirt", "Wool Shirt"], "are they warm?", "are shirts warm?"),
        ("en", "something under 20", &["Candle", "Mug"], "is it in stock?", "is Candle in stock?"),
        ("da", "har I en skjorte?", &["Hørskjorte"], "hvad koster den?", "hvad koster Hørskjorte skjorte?"),
        (
            "da",
            "har I en jakke?",
            &["Regnjakke Fjord"],
            "er den vandtæt?",
            "er Regnjakke Fjord jakke vandtæt?",
        ),
        ("de", "Haben Sie Zelte?", &["Zelt Nord"], "Was kostet es?", "Was kostet Zelt Nord?"),
        ("de", "Haben Sie Zelte?", &["Zelt Nord"], "Ist das wasserdicht?", "Ist Zelt Nord wasserdicht?"),
        ("sv", "har ni tält?", &["Tält Nord"], "vad kostar det?", "vad kostar Tält Nord?"),
        ("nl", "hebben jullie tenten?", &["Tent Noord"], "wat kost het?", "wat kost Tent Noord?"),
        ("fr", "avez-vous des tentes ?", &["Tente Nord"], "combien ça coûte ?", "combien Tente Nord coûte?"),
        (
            "fr",
            "avez-vous des tentes ?",
            &["Tente Nord"],
            "est-elle imperméable ?",
            "est-elle imperméable Tente Nord?",
        ),
        (
            "es",
            "¿tienen tiendas de campaña?",
            &["Tienda Norte"],
            "¿cuánto cuesta?",
            "cuánto cuesta Tienda Norte campaña?",
        ),
    ] {
        let found = resolve(question, &earlier(&[(before, shown)]), language).unwrap_or_default();
        assert_eq!(found, whole, "{language}: {before} {question}");
        assert!(found.is_empty() || may_follow(question, language), "{question}");
    }
}

#[test]
fn a_chain_of_follow_ups_keeps_its_matter() {
    let turns = earlier(&[
        ("do you have a linen shirt?", &["Linen Shirt, Blue", "Linen Shirt, Red"]),
        ("thanks!", &[]),
        ("and in blue?", &["Linen Shirt, Blue"]),
        ("how much is it?", &[]),
    ]);
    let found = |question: &str| resolve(question, &turns, "en").unwrap_or_default();
    assert_eq!(found("and in green?"), "how much is Linen Shirt, in green?");
    assert_eq!(resolve("and in green?", &turns[..3], "en").unwrap(), "do you have a linen shirt in green?");
}

#[test]
fn a_question_that_stands_by_itself_is_left_alone() {
    let shown: &[&str] = &["Linen Shirt, Blue"];
    for (language, question) in [
        ("en", "how do I return a parcel?"),
        ("en", "is it possible to return a shirt?"),
        ("en", "how long does it take to deliver?"),
        ("en", "do you deliver to Norway?"),
        ("en", "and do you deliver to Norway?"),
        ("en", "wool socks"),
        ("en", "thanks, that helped"),
        ("en", "can I talk to a human?"),
        ("en", "where is my order?"),
        ("en", "does this jacket have pockets?"),
        ("en", "pg_dump"),
        ("en", "hello"),
        ("en", "?"),
        ("en", ""),
        ("da", "hvordan returnerer jeg en pakke?"),
        ("da", "er det muligt at returnere en pakke?"),
        ("da", "hvad koster den blå regnjakke?"),
        ("de", "Was kostet das Zelt?"),
        ("de", "Wie kann ich ein Paket zurückschicken?"),
        ("sv", "hur lång tid tar det att leverera?"),
        ("nl", "is het mogelijk om te ruilen?"),
        ("fr", "combien coûte la livraison ?"),
        ("es", "¿Cómo puedo devolver un paquete?"),
        ("xx", "and in blue?"),
    ] {
        let before = earlier(&[("do you have a linen shirt?", shown)]);
        assert_eq!(resolve(question, &before, language), None, "{language}: {question}");
    }
    for nothing in [&[][..], &earlier(&[("hello", &[])])] {
        assert_eq!(resolve("and in blue?", nothing, "en"), None);
    }
}

#[test]
fn tables_are_written_as_words_are_compared() {
    for words in &tables::ALL {
        let lists = [words.pronouns, words.pointing, words.copula, words.infinitive, words.prepositions];
        for word in lists.into_iter().flat_map(|list| list.split(' ')) {
            assert_eq!(
                tokens(word, "").first().map(|token| token.word.as_str()),
                Some(word),
                "{}",
                words.language
            );
        }
    }
}

#[test]
fn the_cheapest_is_one_of_what_was_talked_about() {
    let before = earlier(&[("do you have tents?", &["Petrel Tent", "Bell Tent"])]);
    let whole = resolve("how much is the cheapest?", &before, "en");
    assert_eq!(whole.as_deref(), Some("how much is the cheapest tents?"));
    assert_eq!(resolve("what is your cheapest lamp?", &before, "en"), None);
    let which = resolve("which one is waterproof?", &before, "en");
    assert_eq!(which.as_deref(), Some("which tents is waterproof?"));
}
