//! Everything the machine says in its own words, in every language it speaks.
//!
//! Facts never stand here: they come from the owner's pages and rows.

/// The machine's words in one language.
#[derive(Debug)]
pub struct Phrases {
    /// The language's two-letter code.
    pub language: &'static str,
    /// Answers a greeting.
    pub greeting: &'static str,
    /// Answers a thank-you.
    pub thanks: &'static str,
    /// Answers a goodbye.
    pub goodbye: &'static str,
    /// Answers "who are you?".
    pub about_me: &'static str,
    /// Nothing was found; a form follows.
    pub unknown: &'static str,
    /// Before a link to a page that may come close.
    pub closest_page: &'static str,
    /// Before a link to the page that the answer stands on.
    pub read_more: &'static str,
    /// Before a link to another page about the matter.
    pub see_also: &'static str,
    /// Before product cards that fit.
    pub products_fit: &'static str,
    /// Before product cards when no price was low or high enough.
    pub products_other_price: &'static str,
    /// Before product cards when the wish names another currency than the catalogue's, which stands for `{}`.
    pub products_other_currency: &'static str,
    /// Before product cards that fit only partly.
    pub products_close: &'static str,
    /// Everything that fits is sold out.
    pub products_sold_out: &'static str,
    /// On a card whose price is lowered.
    pub sale: &'static str,
    /// On a card whose product is sold out.
    pub sold_out: &'static str,
    /// Offers a person who is there.
    pub person: &'static str,
    /// Offers to write to a person when none is there.
    pub person_by_form: &'static str,
    /// Offers a ticket after an answer.
    pub ticket: &'static str,
    /// Offers a ticket when no page helps.
    pub ticket_only: &'static str,
    /// A form of the owner's follows.
    pub form: &'static str,
    /// A quick reply that asks for a person.
    pub ask_person: &'static str,
    /// A quick reply that asks about a page; `{}` is its title.
    pub ask_about: &'static str,
    /// Before an answer of the built-in engine when the model's budget for the day is spent.
    pub budget_spent: &'static str,
    /// The label of the field for a name.
    pub name: &'static str,
    /// The label of the field for an address.
    pub email: &'static str,
    /// The label of the field for the message.
    pub message: &'static str,
}

/// The machine's words in `language`; in English when it does not speak it.
pub fn phrases(language: &str) -> &'static Phrases {
    ALL.iter().find(|p| p.language == language).unwrap_or(&ALL[0])
}

const ALL: [Phrases; 7] = [
    Phrases {
        language: "en",
        greeting: "Hello! What can I help you with?",
        thanks: "You are welcome. Just ask if there is anything else.",
        goodbye: "Goodbye, and thanks for stopping by.",
        about_me: "I am the automatic assistant of this site. I answer from its pages and its products, and I say so when I do not know.",
        unknown: "I do not know the answer to that. Leave your question here, and someone will write back to you.",
        closest_page: "This page may come closest: ",
        read_more: "Read more: ",
        see_also: "See also: ",
        products_fit: "This is what we have:",
        products_other_price: "Nothing that fits is in that price range. These come closest:",
        products_other_currency: "Our prices are in {}, so I cannot compare them with that. These are closest to your words:",
        products_close: "I did not find exactly that. These come closest:",
        products_sold_out: "What fits is sold out at the moment:",
        sale: "Sale",
        sold_out: "Sold out",
        person: "Of course. Press the button, and a person takes over here in the chat.",
        person_by_form: "Nobody is in the chat right now. Leave a message, and a person will write back to you.",
        ticket: "If it is about an order of yours, tell us here and we will look into it:",
        ticket_only: "I am sorry about that. Tell us what happened, and we will look into it:",
        form: "Fill in this form, and we will take it from there:",
        ask_person: "Talk to a person",
        ask_about: "Tell me about: {}",
        budget_spent: "I have used up my time for longer answers today, so I quote the site's pages directly:",
        name: "Name",
        email: "E-mail",
        message: "Message",
    },
    Phrases {
        language: "da",
        greeting: "Hej! Hvad kan jeg hjælpe dig med?",
        thanks: "Det var så lidt. Spørg endelig, hvis der er andet.",
        goodbye: "Farvel, og tak for besøget.",
        about_me: "Jeg er sidens automatiske assistent. Jeg svarer ud fra dens sider og varer, og jeg siger til, når jeg ikke ved noget.",
        unknown: "Det ved jeg ikke. Skriv dit spørgsmål her, så vender et menneske tilbage til dig.",
        closest_page: "Denne side kommer måske tættest på: ",
        read_more: "Læs mere: ",
        see_also: "Se også: ",
        products_fit: "Det her har vi:",
        products_other_price: "Der er ikke noget passende i det prisleje. Disse kommer tættest på:",
        products_other_currency: "Vores priser er i {}, så dem kan jeg ikke sammenligne med det. Disse kommer tættest på dine ord:",
        products_close: "Præcis det fandt jeg ikke. Disse kommer tættest på:",
        products_sold_out: "Det, der passer, er udsolgt lige nu:",
        sale: "Tilbud",
        sold_out: "Udsolgt",
        person: "Selvfølgelig. Tryk på knappen, så tager et menneske over her i chatten.",
        person_by_form: "Der er ingen i chatten lige nu. Læg en besked, så skriver et menneske tilbage til dig.",
        ticket: "Handler det om din egen ordre, så fortæl os om den her, og vi ser på det:",
        ticket_only: "Det er jeg ked af. Fortæl os, hvad der er sket, så ser vi på det:",
        form: "Udfyld denne formular, så tager vi den derfra:",
        ask_person: "Tal med et menneske",
        ask_about: "Fortæl mig om: {}",
        budget_spent: "Jeg har brugt min tid til længere svar i dag, så jeg citerer direkte fra sidens egne sider:",
        name: "Navn",
        email: "E-mail",
        message: "Besked",
    },
    Phrases {
        language: "de",
        greeting: "Hallo! Womit kann ich helfen?",
        thanks: "Gern geschehen. Fragen Sie einfach, wenn noch etwas ist.",
        goodbye: "Auf Wiedersehen und danke für den Besuch.",
        about_me: "Ich bin der automatische Assistent dieser Seite. Ich antworte aus ihren Seiten und Produkten und sage es, wenn ich etwas nicht weiß.",
        unknown: "Das weiß ich nicht. Schreiben Sie Ihre Frage hier auf, dann meldet sich ein Mensch bei Ihnen.",
        closest_page: "Am nächsten kommt vielleicht diese Seite: ",
        read_more: "Mehr dazu: ",
        see_also: "Siehe auch: ",
        products_fit: "Das haben wir:",
        products_other_price: "In dieser Preislage gibt es nichts Passendes. Am nächsten kommen:",
        products_other_currency: "Unsere Preise sind in {}, deshalb kann ich sie damit nicht vergleichen. Ihren Worten am nächsten kommen:",
        products_close: "Genau das habe ich nicht gefunden. Am nächsten kommen:",
        products_sold_out: "Was passt, ist gerade ausverkauft:",
        sale: "Reduziert",
        sold_out: "Ausverkauft",
        person: "Natürlich. Drücken Sie auf den Knopf, dann übernimmt ein Mensch hier im Chat.",
        person_by_form: "Im Chat ist gerade niemand. Hinterlassen Sie eine Nachricht, dann schreibt Ihnen ein Mensch zurück.",
        ticket: "Wenn es um Ihre eigene Bestellung geht, schreiben Sie uns hier, und wir sehen nach:",
        ticket_only: "Das tut mir leid. Schreiben Sie uns, was passiert ist, und wir sehen nach:",
        form: "Füllen Sie dieses Formular aus, dann kümmern wir uns darum:",
        ask_person: "Mit einem Menschen sprechen",
        ask_about: "Mehr über: {}",
        budget_spent: "Mein Tageskontingent für ausführliche Antworten ist aufgebraucht, deshalb zitiere ich direkt aus den Seiten:",
        name: "Name",
        email: "E-Mail",
        message: "Nachricht",
    },
    Phrases {
        language: "sv",
        greeting: "Hej! Vad kan jag hjälpa dig med?",
        thanks: "Varsågod. Fråga gärna om det är något mer.",
        goodbye: "Hej då, och tack för besöket.",
        about_me: "Jag är sidans automatiska assistent. Jag svarar utifrån dess sidor och varor, och jag säger till när jag inte vet.",
        unknown: "Det vet jag inte. Skriv din fråga här, så svarar en människa dig.",
        closest_page: "Den här sidan kanske kommer närmast: ",
        read_more: "Läs mer: ",
        see_also: "Se även: ",
        products_fit: "Det här har vi:",
        products_other_price: "Inget som passar finns i det prisläget. Dessa kommer närmast:",
        products_other_currency: "Våra priser är i {}, så jag kan inte jämföra dem med det. Dessa ligger närmast dina ord:",
        products_close: "Precis det hittade jag inte. Dessa kommer närmast:",
        products_sold_out: "Det som passar är slutsålt just nu:",
        sale: "Rea",
        sold_out: "Slutsåld",
        person: "Självklart. Tryck på knappen, så tar en människa över här i chatten.",
        person_by_form: "Ingen är i chatten just nu. Lämna ett meddelande, så svarar en människa dig.",
        ticket: "Gäller det din egen beställning, berätta här så tittar vi på det:",
        ticket_only: "Det var tråkigt att höra. Berätta vad som har hänt, så tittar vi på det:",
        form: "Fyll i det här formuläret, så tar vi det därifrån:",
        ask_person: "Prata med en människa",
        ask_about: "Berätta om: {}",
        budget_spent: "Min tid för längre svar är slut för i dag, så jag citerar direkt från webbplatsens sidor:",
        name: "Namn",
        email: "E-post",
        message: "Meddelande",
    },
    Phrases {
        language: "nl",
        greeting: "Hallo! Waarmee kan ik helpen?",
        thanks: "Graag gedaan. Vraag gerust als er nog iets is.",
        goodbye: "Tot ziens, en bedankt voor je bezoek.",
        about_me: "Ik ben de automatische assistent van deze site. Ik antwoord vanuit de pagina's en producten, en ik zeg het als ik iets niet weet.",
        unknown: "Dat weet ik niet. Laat je vraag hier achter, dan schrijft iemand je terug.",
        closest_page: "Deze pagina komt misschien het dichtst in de buurt: ",
        read_more: "Lees meer: ",
        see_also: "Zie ook: ",
        products_fit: "Dit hebben we:",
        products_other_price: "Er is niets passends in die prijsklasse. Deze komen het dichtst in de buurt:",
        products_other_currency: "Onze prijzen zijn in {}, dus daarmee kan ik ze niet vergelijken. Deze komen het dichtst bij je woorden:",
        products_close: "Precies dat heb ik niet gevonden. Deze komen het dichtst in de buurt:",
        products_sold_out: "Wat past is nu uitverkocht:",
        sale: "Afgeprijsd",
        sold_out: "Uitverkocht",
        person: "Natuurlijk. Druk op de knop, dan neemt een mens het hier in de chat over.",
        person_by_form: "Er is nu niemand in de chat. Laat een bericht achter, dan schrijft een mens je terug.",
        ticket: "Gaat het om je eigen bestelling, vertel het hier en we kijken ernaar:",
        ticket_only: "Dat is vervelend. Vertel ons wat er is gebeurd, dan kijken we ernaar:",
        form: "Vul dit formulier in, dan gaan wij ermee verder:",
        ask_person: "Met een mens praten",
        ask_about: "Vertel me over: {}",
        budget_spent: "Mijn tijd voor uitgebreide antwoorden is op voor vandaag, dus ik citeer rechtstreeks uit de pagina's:",
        name: "Naam",
        email: "E-mail",
        message: "Bericht",
    },
    Phrases {
        language: "fr",
        greeting: "Bonjour ! Comment puis-je vous aider ?",
        thanks: "Avec plaisir. N'hésitez pas si vous avez une autre question.",
        goodbye: "Au revoir, et merci de votre visite.",
        about_me: "Je suis l'assistant automatique de ce site. Je réponds d'après ses pages et ses produits, et je le dis quand je ne sais pas.",
        unknown: "Je ne connais pas la réponse. Laissez votre question ici, et quelqu'un vous écrira.",
        closest_page: "Cette page s'en approche peut-être le plus : ",
        read_more: "En savoir plus : ",
        see_also: "Voir aussi : ",
        products_fit: "Voici ce que nous avons :",
        products_other_price: "Rien qui convienne dans cette gamme de prix. Voici ce qui s'en approche :",
        products_other_currency: "Nos prix sont en {}, je ne peux donc pas les comparer à cela. Voici ce qui s'approche de vos mots :",
        products_close: "Je n'ai pas trouvé exactement cela. Voici ce qui s'en approche :",
        products_sold_out: "Ce qui convient est épuisé pour le moment :",
        sale: "Promo",
        sold_out: "Épuisé",
        person: "Bien sûr. Appuyez sur le bouton, et une personne prend le relais ici même.",
        person_by_form: "Personne n'est dans le chat en ce moment. Laissez un message, et une personne vous répondra.",
        ticket: "S'il s'agit de votre propre commande, racontez-nous ici et nous regarderons :",
        ticket_only: "Je suis désolé. Racontez-nous ce qui s'est passé, et nous regarderons :",
        form: "Remplissez ce formulaire, et nous nous en occupons :",
        ask_person: "Parler à une personne",
        ask_about: "Parlez-moi de : {}",
        budget_spent: "J'ai épuisé mon temps de réponse détaillée pour aujourd'hui ; je cite donc directement les pages du site :",
        name: "Nom",
        email: "E-mail",
        message: "Message",
    },
    Phrases {
        language: "es",
        greeting: "¡Hola! ¿En qué puedo ayudarte?",
        thanks: "De nada. Pregunta sin problema si hay algo más.",
        goodbye: "Adiós y gracias por la visita.",
        about_me: "Soy el asistente automático de este sitio. Respondo a partir de sus páginas y productos, y lo digo cuando no sé algo.",
        unknown: "No sé la respuesta. Deja tu pregunta aquí y alguien te escribirá.",
        closest_page: "Esta página quizá sea la más cercana: ",
        read_more: "Más información: ",
        see_also: "Ver también: ",
        products_fit: "Esto es lo que tenemos:",
        products_other_price: "No hay nada que encaje en ese precio. Esto es lo más cercano:",
        products_other_currency: "Nuestros precios están en {}, así que no puedo compararlos con eso. Esto es lo más cercano a tus palabras:",
        products_close: "No he encontrado exactamente eso. Esto es lo más cercano:",
        products_sold_out: "Lo que encaja está agotado ahora:",
        sale: "Rebajado",
        sold_out: "Agotado",
        person: "Claro. Pulsa el botón y una persona seguirá aquí en el chat.",
        person_by_form: "Ahora no hay nadie en el chat. Deja un mensaje y una persona te escribirá.",
        ticket: "Si se trata de un pedido tuyo, cuéntanoslo aquí y lo miraremos:",
        ticket_only: "Lo siento. Cuéntanos qué ha pasado y lo miraremos:",
        form: "Rellena este formulario y nos ocupamos:",
        ask_person: "Hablar con una persona",
        ask_about: "Háblame de: {}",
        budget_spent: "Hoy he agotado mi tiempo para respuestas largas, así que cito directamente las páginas del sitio:",
        name: "Nombre",
        email: "Correo electrónico",
        message: "Mensaje",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_language_is_answered_in_english() {
        assert_eq!(phrases("xx").language, "en");
        assert_eq!(phrases("da").language, "da");
    }

    #[test]
    fn every_question_about_a_page_names_it() {
        assert!(ALL.iter().all(|p| p.ask_about.contains("{}")));
    }
}
