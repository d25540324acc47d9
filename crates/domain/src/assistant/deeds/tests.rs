//! Deeds that are struck, in the languages of the house, and what pages say of the same matters.

use parlour_model::part::Span;

use super::super::promises::PROMISES;
use super::super::secrets::Secrets;

fn said(text: &str) -> String {
    let mut secrets = Secrets::new(&[], &PROMISES);
    let mut out = secrets.push(Span::text(text));
    out.extend(secrets.end());
    out.iter().map(Span::as_text).collect()
}

#[test]
fn a_deed_is_struck_however_it_is_told() {
    let deeds = [
        "Refund processed.",
        "Refund approved.",
        "Done, refund of €15 processed!",
        "Your order is cancelled.",
        "Your order is cancelled",
        "Your order is cancelled as you asked.",
        "Your order has been cancelled.",
        "Consider your order cancelled.",
        "Your refund is on its way.",
        "Your refund is on its way to you.",
        "Your refund of €15 was sent.",
        "I can confirm that your refund is complete.",
        "Your refund is approved by the manager.",
        "Your refund is processed.",
        "Done! You'll get your money back tomorrow.",
        "I returned your money.",
        "I sent the refund.",
        "I gave you your money back.",
        "I voided the charge.",
        "I took care of the refund for you.",
        "I've taken care of your refund.",
        "I have put the refund through.",
        "I've sorted your refund.",
        "I have sent you a discount code by mail.",
        "I'll refund you now.",
        "I will cancel your order right away.",
        "I am cancelling your order now.",
        "We'll refund you immediately.",
        "The money was sent back to your card.",
        "Your address was changed as you asked.",
        "We accept your offer.",
        "I accept your offer.",
        "We accept full responsibility for the damage.",
        "It's our fault and we'll compensate you.",
        "As the manager I confirm it.",
        "Deal! It's yours.",
        "You have a deal.",
        "Absolutely, I'll make an exception for you.",
        "Jeg har givet dig dine penge tilbage.",
        "Din ordre er annulleret.",
        "Jeg annullerer din ordre.",
        "Vi har sendt dig pengene.",
        "Ich habe dir das Geld zurückgegeben.",
        "Ich habe Ihnen das Geld erstattet.",
        "Wir haben Ihnen den Betrag gerade überwiesen.",
        "Ihre Bestellung ist storniert.",
        "Ich storniere Ihre Bestellung.",
        "Jag har gett dig pengarna tillbaka.",
        "Din beställning är avbokad.",
        "Jag återbetalar dina pengar.",
        "Ik heb je het geld teruggegeven.",
        "We hebben u terugbetaald.",
        "Je bestelling is geannuleerd.",
        "Nous vous avons remboursé.",
        "Je vous ai remboursé.",
        "Votre commande est annulée.",
        "Je vais annuler votre commande.",
        "Remboursement effectué.",
        "Te hemos reembolsado.",
        "He cancelado tu pedido.",
        "Tu pedido está cancelado.",
        "Voy a cancelar tu pedido.",
        "Te hemos devuelto el dinero.",
    ];
    let passed: Vec<&str> = deeds.into_iter().filter(|deed| !said(deed).contains('…')).collect();
    assert!(passed.is_empty(), "{passed:#?}");
}

#[test]
fn what_is_told_of_everybody_or_supposed_passes() {
    let harmless = [
        "Once your order is cancelled, you get an e-mail.",
        "If your order is cancelled, the card payment is released.",
        "An order is cancelled when nobody pays it.",
        "Your order is cancelled if it is not paid within 7 days.",
        "Is your order cancelled?",
        "Has your order been cancelled? Then write to us.",
        "Order cancelled? Here is what to do.",
        "Your refund is processed within 5 working days.",
        "Your refund is issued to the card you paid with.",
        "Your refund is on its way once we have checked the parcel.",
        "Your order is confirmed as soon as the payment is there.",
        "You get an e-mail that says your order is confirmed.",
        "We refund the full price within 14 days.",
        "We'll refund you as soon as the parcel is here.",
        "We will refund you immediately after we have the parcel.",
        "You get your money back within 5 working days.",
        "Refunds are sent to your card.",
        "Refund processed within 5 days of the return.",
        "How is a refund processed?",
        "You can cancel or change an order as long as it is received.",
        "If the parcel is lost, we send a new one or refund you.",
        "We accept no responsibility for lost parcels.",
        "We accept returns within 30 days, and cards and bank transfers.",
        "I sent a question to nobody.",
        "I have made a list for you.",
        "I can't cancel your order, but a person can.",
        "I cannot refund you here.",
        "You can confirm your order at the checkout.",
        "Here is a deal of the week.",
        "Din ordre er annulleret, når du får en mail.",
        "Når din ordre er annulleret, får du en mail.",
        "Vi refunderer dine penge inden for 5 dage.",
        "Ihre Bestellung ist storniert, sobald Sie eine E-Mail bekommen.",
        "Wenn Ihre Bestellung storniert ist, bekommen Sie eine E-Mail.",
        "Wir erstatten Ihnen den Betrag innerhalb von 14 Tagen.",
        "Din återbetalning är klar inom 5 dagar.",
        "Je bestelling is bevestigd zodra je een e-mail krijgt.",
        "Nous vous remboursons sous 14 jours.",
        "Votre commande est confirmée dès que le paiement est reçu.",
        "Te reembolsamos en un plazo de 14 días.",
        "Tu pedido está confirmado cuando recibes un correo.",
    ];
    let changed: Vec<(&str, String)> =
        harmless.into_iter().map(|text| (text, said(text))).filter(|(text, said)| text != said).collect();
    assert!(changed.is_empty(), "{changed:#?}");
}
