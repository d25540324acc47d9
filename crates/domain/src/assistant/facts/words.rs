//! The words by which prices, discounts and stock are spoken of, in the languages the machine speaks.
//!
//! Left out: how they are put together.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

/// Currencies and the words that name them: `kr` is every crown, `¢` are hundredths.
pub(super) const CURRENCIES: [(&str, &str); 22] = [
    ("EUR", "eur euro euros euroen"),
    ("USD", "usd dollar dollars dólar dólares bucks"),
    ("GBP", "gbp pound pounds quid pund livres libras sterling"),
    ("kr", "kr krone kroner krona kronor kronen couronnes coronas"),
    ("DKK", "dkk"),
    ("SEK", "sek"),
    ("NOK", "nok"),
    ("ISK", "isk"),
    ("CHF", "chf franken franc francs francos"),
    ("JPY", "jpy yen"),
    ("AUD", "aud"),
    ("CAD", "cad"),
    ("PLN", "pln zloty złoty zł"),
    ("CZK", "czk kč koruna koruny korun"),
    ("HUF", "huf forint forints"),
    ("RON", "lei leu"),
    ("BGN", "bgn лв лева"),
    ("RUB", "руб рубль рубля рублей ruble rubles roubles"),
    ("CNY", "cny rmb yuan renminbi 元"),
    ("INR", "inr rupee rupees rupien roupies rupias"),
    ("TRY", "lira liras tl"),
    ("¢", "cent cents øre öre pence penny centimes céntimos eurocent"),
];

/// The currency that a word names.
pub(super) fn currency(word: &str) -> Option<&'static str> {
    static BY_WORD: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
        let words = |(currency, words): &(&'static str, &'static str)| {
            words.split_whitespace().map(|word| (word, *currency)).collect::<Vec<_>>()
        };
        CURRENCIES.iter().flat_map(words).collect()
    });
    BY_WORD.get(word).or_else(|| BY_WORD.get(latin(word)?.as_str())).copied()
}

/// A word whose letters of other alphabets only look like Latin ones, in these; `None` when it has none of them.
fn latin(word: &str) -> Option<String> {
    const ALIKE: [(char, char); 14] = [
        ('а', 'a'),
        ('е', 'e'),
        ('о', 'o'),
        ('р', 'p'),
        ('с', 'c'),
        ('у', 'y'),
        ('х', 'x'),
        ('к', 'k'),
        ('г', 'r'),
        ('ο', 'o'),
        ('ρ', 'p'),
        ('υ', 'u'),
        ('ε', 'e'),
        ('κ', 'k'),
    ];
    let fold = |c: char| ALIKE.iter().find(|(other, _)| *other == c).map_or(c, |(_, latin)| *latin);
    (!word.is_ascii()).then(|| word.chars().map(fold).collect())
}

/// The currency of a sign.
pub(super) fn currency_sign(c: char) -> Option<&'static str> {
    Some(match c {
        '€' => "EUR",
        '$' | '＄' | '﹩' => "$",
        '£' | '￡' => "GBP",
        '¥' | '￥' | '円' | '圓' => "JPY",
        '元' => "CNY",
        '¢' => "¢",
        '¤' | '₠'..='₿' => "?",
        _ => return None,
    })
}

/// What is counted or measured when it is not money.
pub(super) fn is_unit(word: &str) -> bool {
    static UNITS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| UNIT_WORDS.split_whitespace().collect());
    UNITS.contains(word)
}

const UNIT_WORDS: &str = "kg g gr gram grams grammes gramos kilo kilos t cm mm m km l cl dl litre litres liter liters ml \
    inch inches zoll tommer in ft feet mah w v hz gb mb px dpi c f lumen watt volt meter metre metres metres meters metros \
    mètres day days dag dage dagar dagen tag tage tagen jour jours día días werktage werktagen hverdage vardagar \
    werkdagen ouvrés hábiles hour hours time timer timmar stunden stunde uur uren heure heures hora horas minute minutes \
    minut minutter minuten minuter minuto minutos min sec second seconds sekunden sekunder week weeks uge uger woche wochen vecka \
    veckor weken semaine semaines semana semanas month months måned måneder monat monate monaten månad månader maand \
    maanden mois mes meses year years år jahr jahre jahren jaar an ans año años yr yrs person persons people personer personen \
    personnes personas degrees degree grad degrés grados night nights am pm uhr percent prozent procent pourcent working \
    business instalment instalments installment installments raten afdrag delbetalingar termijnen mensualités plazos stars \
    rows layers colours colors sizes farben størrelser variants steps times gange mal gånger keer fois veces d e \
    januar februar marts april mai maj juni juli august september oktober november dezember december january february \
    march may june july october janvier février mars avril juin juillet août septembre octobre novembre décembre enero \
    febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre";

/// Words that a price stands behind.
pub(super) static PRICE: LazyLock<Set> = LazyLock::new(|| {
    set(
        "cost costs costing price prices priced pay pays koster kostede pris prisen prispå priser kostet kosten \
    preis preise preises kostade kostar priset kost prijs prijzen coûte coûtent coûtait prix tarif cuesta cuestan precio precios \
    betaler betalen zahlen payez paga vale valen charge charges fee beløb betrag",
    )
});

/// Words that may stand between such a word and the price.
pub(super) static BETWEEN: LazyLock<Set> = LazyLock::new(|| {
    set("is are was be at only just now to from about around of a the you just mere today currently roughly \
    er kun nu til fra på ca cirka lige ist nur jetzt von ab auf um etwa aktuell bei är bara från på endast är alleen maar nu \
    vanaf van op slechts est sont de à seulement maintenant es son solo ahora desde por approximately approx it them us du sie \
    normalpreis sonderpreis special new old regular final actually really exactly genau præcis i in the un una der die das den det \
    el la le les")
});

/// Words before a number that is a price when nothing else follows it.
pub(super) static NOW: LazyLock<Set> = LazyLock::new(|| {
    set("now only just nu kun jetzt nur bara endast alleen slechts maintenant seulement ahora solo for für")
});

/// Words between a title and its price.
pub(super) static LINK: LazyLock<Set> = LazyLock::new(|| {
    set(
        "is are at for now er ist sind är zijn kost koster kostet kostar est sont es son à for für til voor pour por om just only nur kun bara",
    )
});

/// Heads of columns that hold prices where goods are listed.
pub(super) static OFFER_HEAD: LazyLock<Set> = LazyLock::new(|| {
    set(
        "offer offers deal deals amount today now sale special bargain tilbud beløb nu angebot betrag heute jetzt aktion erbjudande \
    belopp idag rea aanbieding bedrag vandaag offre montant promo oferta importe hoy ahora",
    )
});

/// Words before a sum, when nothing else follows it.
pub(super) static TOTAL: LazyLock<Set> = LazyLock::new(|| {
    set(
        "total subtotal sum due summe gesamt gesamtsumme endbetrag total totalt totaal samlet summa subtotaal importe montant",
    )
});

/// Words before the "for" behind which a price stands.
pub(super) static YOURS: LazyLock<Set> =
    LazyLock::new(|| set("yours deins deine dein ihrs din dit dina jouw uw vôtre tuyo tuya suyo"));

/// Words before a time or a day.
pub(super) static TIME: LazyLock<Set> = LazyLock::new(|| {
    set(
        "at until till before after by on the kl klokken klockan um bis vor nach am den d før efter före om tot voor na à avant \
    après le las antes el",
    )
});

/// Words before a mark, which has decimals too.
pub(super) static MARK: LazyLock<Set> = LazyLock::new(|| {
    set("version rated rating score average bewertung bedømmelse betyg beoordeling note puntuación")
});

/// Words that deny.
pub(super) static NOT: LazyLock<Set> = LazyLock::new(|| {
    set(
        "no not none t never nothing ikke ingen intet nicht kein keine keinen inte ingen inget niet geen pas aucun aucune ningún ninguna",
    )
});

/// The number words of the languages, by language, with their values.
pub(super) const NUMBERS: [(&str, &str); 7] = [
    (
        "en",
        "one=1 two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 ten=10 eleven=11 twelve=12 thirteen=13 \
         fourteen=14 fifteen=15 sixteen=16 seventeen=17 eighteen=18 nineteen=19 twenty=20 thirty=30 forty=40 fifty=50 \
         sixty=60 seventy=70 eighty=80 ninety=90 hundred=100 thousand=1000",
    ),
    (
        "da",
        "nul=0 en=1 et=1 to=2 tre=3 fire=4 fem=5 seks=6 syv=7 otte=8 ni=9 ti=10 elleve=11 tolv=12 tretten=13 \
         fjorten=14 femten=15 seksten=16 sytten=17 atten=18 nitten=19 tyve=20 tredive=30 fyrre=40 halvtreds=50 tres=60 \
         halvfjerds=70 firs=80 halvfems=90 hundrede=100 tusind=1000 tusinde=1000",
    ),
    (
        "de",
        "null=0 ein=1 eine=1 einen=1 eins=1 zwei=2 drei=3 vier=4 fünf=5 sechs=6 sieben=7 acht=8 neun=9 zehn=10 elf=11 \
         zwölf=12 dreizehn=13 vierzehn=14 fünfzehn=15 sechzehn=16 siebzehn=17 achtzehn=18 neunzehn=19 zwanzig=20 \
         dreißig=30 dreissig=30 vierzig=40 fünfzig=50 sechzig=60 siebzig=70 achtzig=80 neunzig=90 hundert=100 tausend=1000",
    ),
    (
        "sv",
        "noll=0 en=1 ett=1 två=2 tre=3 fyra=4 fem=5 sex=6 sju=7 åtta=8 nio=9 tio=10 elva=11 tolv=12 tretton=13 \
         fjorton=14 femton=15 sexton=16 sjutton=17 arton=18 nitton=19 tjugo=20 trettio=30 fyrtio=40 femtio=50 sextio=60 \
         sjuttio=70 åttio=80 nittio=90 hundra=100 tusen=1000",
    ),
    (
        "nl",
        "nul=0 één=1 een=1 twee=2 drie=3 vier=4 vijf=5 zes=6 zeven=7 acht=8 negen=9 tien=10 elf=11 twaalf=12 \
         dertien=13 veertien=14 vijftien=15 zestien=16 zeventien=17 achttien=18 negentien=19 twintig=20 dertig=30 \
         veertig=40 vijftig=50 zestig=60 zeventig=70 tachtig=80 negentig=90 honderd=100 duizend=1000",
    ),
    (
        "fr",
        "zéro=0 un=1 une=1 deux=2 trois=3 quatre=4 cinq=5 six=6 sept=7 huit=8 neuf=9 dix=10 onze=11 douze=12 treize=13 \
         quatorze=14 quinze=15 seize=16 vingt=20 vingts=20 trente=30 quarante=40 cinquante=50 soixante=60 cent=100 \
         cents=100 mille=1000",
    ),
    (
        "es",
        "cero=0 un=1 uno=1 una=1 dos=2 tres=3 cuatro=4 cinco=5 seis=6 siete=7 ocho=8 nueve=9 diez=10 once=11 doce=12 \
         trece=13 catorce=14 quince=15 dieciséis=16 diecisiete=17 dieciocho=18 diecinueve=19 veinte=20 veinti=20 \
         treinta=30 cuarenta=40 cincuenta=50 sesenta=60 setenta=70 ochenta=80 noventa=90 cien=100 ciento=100 \
         cientos=100 mil=1000",
    ),
];

/// Words that join the words of a number.
pub(super) const JOINS: &str = "and og und och en ën y et";

/// Words or signs between the ends of a range.
pub(super) static TO: LazyLock<Set> =
    LazyLock::new(|| set("to til bis till tot à a and og und och et y or eller oder of ou o hasta"));

/// It can be had. Words between commas; `*` marks those that speak of stock only beside a product.
pub(super) static IN_STOCK: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::of(
        "in stock, back in stock, not sold out, never sold out, t sold out, not out of stock, t out of stock, nicht ausverkauft, \
    ikke udsolgt, inte slutsåld, inte slutsålt, niet uitverkocht, pas épuisé, pas épuisée, no está agotado, no está agotada, \
    på lager, auf lager, vorrätig, i lager, op voorraad, en stock, \
    hay existencias, in voorraad, *available, *lieferbar, *verfügbar, *tilgængelig, *tillgänglig, *beschikbaar, \
    *leverbaar, *disponible, *disponibles, *leverbar",
    )
});

/// It can be had, where a product is spoken of and nothing says otherwise.
pub(super) static OFFERED: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::of(
        "we have, we do have, we still have, we have got, we ve got, can order, can buy, can purchase, be ordered, be bought, \
    plenty of, plenty left, vi har, kan bestille, kan købe, wir haben, können bestellt, wij hebben, we hebben, kunt bestellen, \
    kan beställa, kan köpa, nous avons, pouvez commander, pouvez acheter, tenemos, puede pedir, puedes pedir, puede comprar, \
    puedes comprar",
    )
});

/// The words of such phrases from which on a sentence is read whole.
pub(super) static OFFERING: LazyLock<Set> = LazyLock::new(|| {
    set(
        "have got order ordered buy bought purchase plenty har bestille købe haben bestellt hebben bestellen beställa köpa avons \
    commander acheter tenemos pedir comprar",
    )
});

/// It cannot be had.
pub(super) static SOLD_OUT: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::of(
        "out of stock, sold out, not in stock, no longer in stock, isnt in stock, udsolgt, ikke på lager, \
    ausverkauft, nicht auf lager, nicht vorrätig, nicht mehr vorrätig, vergriffen, slutsåld, slutsålt, slutsålda, slut i lager, \
    inte i lager, finns inte i lager, uitverkocht, niet op voorraad, épuisé, épuisée, épuisés, épuisées, rupture de stock, agotado, agotada, agotados, agotadas, \
    sin stock, sin existencias, fuera de stock, t in stock, *unavailable, *not available, \
    *no longer available, *t available, *nicht mehr verfügbar, *nicht mehr lieferbar, *ikke længere tilgængelig, *niet meer beschikbaar, \
    *plus disponible, *pas disponible, *no disponible, *ya no disponible, *nicht verfügbar, *ikke tilgængelig, *niet beschikbaar",
    )
});

/// The words from which on a sentence is read whole before it is said.
pub(super) static TELLING: LazyLock<Set> = LazyLock::new(|| {
    set("stock lager voorraad vorrätig vergriffen sold udsolgt ausverkauft slutsåld slutsålt slutsålda slut \
    uitverkocht épuisé épuisée épuisés épuisées rupture agotado agotada agotados agotadas existencias available unavailable \
    verfügbar lieferbar tilgængelig tillgänglig beschikbaar leverbaar leverbar disponible disponibles left remaining free cost costs charge gratis \
    kostenlos kostenlose kostenloser kostenfrei umsonst versandkostenfrei gratuit gratuite gratuits gratuites gratuitement \
    kosteloos kostnadsfritt fragtfri gratuito gratuita fraktfritt half halv halben halber halva halve moitié mitad \
    code coupon voucher promocode rabatkode rabatkoden koden gutscheincode gutschein rabattkod kod kortingscode \
    código cupón rabattcode enter redeem apply indtast indløs fee fees nothing ingenting nichts niets rien nada third quarter fifth tenth \
    total subtotal http https www javascript vbscript")
});

/// The last words of phrases for gifts, from which on a sentence is read whole too. They may name things as well: a
/// throw, a house.
pub(super) static GIVING: LazyLock<Set> = LazyLock::new(|| {
    set(
        "us house throw thrown haus regning bjuder kosten onze offert offerte offerts offertes frais cuenta regalo invita half",
    )
});

/// What stands behind a number of pieces that are left, and before it.
pub(super) static LEFT: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::of(
        "left, remaining, in stock, tilbage, på lager, übrig, auf lager, kvar, i lager, op voorraad, \
    restants, restantes, en stock, available, vorrätig, verfügbar",
    )
});
pub(super) static STILL: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::of(
        "nur noch, nog maar, nog slechts, plus que, reste que, il reste, restent, quedan, queda, kun, bara, only, just, solo, noch",
    )
});
pub(super) static PIECES: LazyLock<Set> = LazyLock::new(|| {
    set(
        "piece pieces pcs pc item items unit units pair pairs copies stk styk stykker stück st stycken exemplar exemplare \
    stuks stuk pièces pièce articles exemplaires unidades unidad piezas pares par paar",
    )
});

/// What may stand behind such a claim that tells of things of a kind and of none of them: "in stock items".
pub(super) static THINGS: LazyLock<Set> = LazyLock::new(|| {
    set(
        "item items product products article articles goods thing things style styles size sizes model models variants \
    varer artikler artikel artiklar varor produkte produkter artikelen producten articles produits artículos productos",
    )
});

/// What is counted and never sold.
pub(super) static NO_GOODS: LazyLock<Set> = LazyLock::new(|| {
    set(
        "question questions try tries attempt attempts step steps thing things option options point points message messages \
    chance chances spørgsmål forsøg fragen frage versuche frågor försök vragen pogingen questions essais preguntas intentos",
    )
});

/// Heads of columns that tell the stock.
pub(super) static STOCK_HEAD: LazyLock<Set> = LazyLock::new(|| {
    set(
        "stock available availability inventory left remaining lager lagerbestand bestand verfügbar verfügbarkeit lieferbar vorrätig \
    lagerstatus beholdning tilgængelig tillgänglig lagersaldo voorraad beschikbaar disponible disponibilité disponibilidad existencias",
    )
});

/// Words that say something costs nothing.
pub(super) static FREE: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::of(
        "for free, free of charge, is free, are free, be free, its free, one free, get one free, costs nothing, cost nothing, costs you nothing, koster ingenting, \
    koster ikke noget, kostet nichts, kosten nichts, kostar ingenting, kost niets, coûte rien, cuesta nada, no delivery fee, \
    no delivery fees, no shipping fee, no shipping fees, no fee, no fees, no delivery charge, no shipping charge, no delivery cost, \
    no delivery costs, no shipping cost, no shipping costs, third off, quarter off, fifth off, tenth off, save a third, save a quarter, \
    save a fifth, save a tenth, save a half, save half, completely free, absolutely free, free shipping, free delivery, free returns, free gift, at no cost, \
    no charge, gratis, kostenlos, kostenlose, kostenloser, kostenfrei, umsonst, versandkostenfrei, gratuit, gratuite, gratuits, gratuites, gratuitement, \
    kosteloos, kostnadsfritt, fragtfri, gratuito, gratuita, fraktfritt, half price, half off, halv pris, halbem preis, halber preis, halva priset, \
    halve prijs, moitié prix, mitad de precio, half its usual price, half the usual price, half its price, half the price, \
    half its normal price, half the normal price, is on us, are on us, on the house, we throw in, we ll throw in, we will throw in, i ll throw in, thrown in, geht aufs haus, \
    auf unsere kosten, på vores regning, vi bjuder på, op onze kosten, offert, offerte, offerts, offertes, à nos frais, \
    corre por nuestra cuenta, de regalo, invita la casa",
    )
});

/// Words behind "free" with which it is no gift: "free of", "free to", "free from", "free time".
pub(super) static NOT_FREE: LazyLock<Set> = LazyLock::new(|| {
    set(
        "to of from for as in on at and or but if when while until unless up by with time times over above below under inside within between during after before also already always everywhere there here \
    too next standing choice range hand hands \
    speech space software is are was were the a an you your i we this that again now today moving flowing movement",
    )
});

/// Words that a sum stands behind which is saved.
pub(super) static SAVE: LazyLock<Set> = LazyLock::new(|| {
    set(
        "save saves saved saving spar sparer sparen sparst spart sparar bespaar bespaart économisez ahorras ahorra ahorre",
    )
});

/// Words behind a sum by which something costs less.
pub(super) static LESS: LazyLock<Set> = LazyLock::new(|| {
    set(
        "less cheaper lower off mindre billigere weniger günstiger billiger billigare minder goedkoper moins menos",
    )
});

/// Words behind such a word.
pub(super) static THAN: LazyLock<Set> =
    LazyLock::new(|| set("than end als än dan que cher chère barato barata normalt vanligt"));

/// Words that speak of how it is else.
pub(super) static USUAL: LazyLock<Set> = LazyLock::new(|| {
    set(
        "usual usually normal normally before normalt vanligt før förut sonst üblich vorher gewöhnlich normaal gewoonlijk anders \
    habitude avant normalement habitual antes normal",
    )
});

/// Words that make a percentage a discount.
pub(super) static DISCOUNT: LazyLock<Set> = LazyLock::new(|| {
    set(
        "off discount discounts save saving savings sale reduced reduction cheaper rabat rabatt rabatte rabatten tilbud spar nedsat \
    udsalg reduziert sparen günstiger ermäßigung nachlass rea rabatterad billigare spara korting afgeprijsd goedkoper bespaar \
    réduction remise promo soldes rabais moins descuento rebaja rebajado rebajas ahorra menos",
    )
});

/// Words behind which a code that lowers a price stands.
pub(super) static CODE: LazyLock<Set> = LazyLock::new(|| {
    set(
        "code coupon voucher promocode rabatkode rabatkoden koden gutscheincode gutschein rabattkod koden kod kortingscode código cupón rabattcode",
    )
});

/// Words before a code that lowers no price.
pub(super) static OTHER_CODE: LazyLock<Set> = LazyLock::new(|| {
    set(
        "qr dress postal post zip country area bar source colour color error security product article item order tracking building",
    )
});

/// Words that tell to give a code.
pub(super) static REDEEM: LazyLock<Set> = LazyLock::new(|| {
    set(
        "enter redeem apply checkout indtast indløs eingeben einlösen ange vul saisissez entrez introduce kassen kasse kassan kassa caisse caja",
    )
});

/// Words that say that a number is to be called.
pub(super) static CALL: LazyLock<Set> = LazyLock::new(|| {
    set(
        "call phone telephone tel ring whatsapp sms text tlf telefon telefonnummer telefonisch ruf anrufen rufen hotline bel bellen \
    telefoon telefoonnummer reach appelez téléphone llame llama teléfono mobile mobil handy fax",
    )
});

/// Words between products that are spoken of together.
pub(super) static JOINING: LazyLock<Set> = LazyLock::new(|| {
    set(
        "and as well both the a an our also or og samt både vores en et und sowie auch die der das den och samt även ett het de ook y et le la les el los las",
    )
});

/// Words that begin a condition: what follows claims nothing.
pub(super) static IF: LazyLock<Set> = LazyLock::new(|| {
    set(
        "if whether when once should hvis når om wenn falls sobald ob als indien wanneer si quand lorsque cuando",
    )
});

/// Words that are looked up often.
pub(super) type Set = HashSet<&'static str>;

pub(super) fn set(words: &'static str) -> Set {
    words.split_whitespace().collect()
}

/// Whether `word` is one of these.
pub(super) fn has(set: &Set, word: &str) -> bool {
    set.contains(word)
}

/// Whether `word` stands in a short list between spaces.
pub(super) fn among(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|own| own == word)
}

/// Phrases, found by their first words.
pub(super) struct Phrases(HashMap<&'static str, Vec<Phrase>>);

/// A phrase of one word or more.
#[derive(Debug, Clone, Copy)]
pub(super) struct Phrase {
    pub(super) text: &'static str,
    /// Whether it speaks of stock only beside a product.
    pub(super) weak: bool,
}

impl Phrases {
    /// The phrases of a list between commas; weak ones begin with a star.
    fn of(list: &'static str) -> Self {
        let mut by_first: HashMap<&str, Vec<Phrase>> = HashMap::new();
        for phrase in list.split(',').map(str::trim) {
            let text = phrase.strip_prefix('*').unwrap_or(phrase);
            let first = text.split(' ').next().unwrap_or(text);
            by_first.entry(first).or_default().push(Phrase { text, weak: text.len() < phrase.len() });
        }
        Self(by_first)
    }

    /// The first words.
    pub(super) fn firsts(&self) -> impl Iterator<Item = &'static str> {
        self.0.keys().copied()
    }

    /// Those that begin with `word`, in the list's order.
    pub(super) fn beginning_with(&self, word: &str) -> &[Phrase] {
        self.0.get(word).map_or(&[], Vec::as_slice)
    }
}

/// Words without which a sentence says the same of the world: they name nothing.
pub(super) static PLAIN: LazyLock<Set> = LazyLock::new(|| {
    set(
        "this that these those they them their there here what which with from your yours have been were will would \
    also then than very just only now today tomorrow exclusively special offer total totally price prices cost costs costing item items product products \
    denne dette disse deres dine dit hele kun lige også meget varen produktet prisen koster diese dieser dieses ihre ihren nur auch sehr heute \
    preis kostet kosten artikel produkt detta dessa bara också idag priset kostar varan deze alleen vandaag prijs kost product cette \
    celui elle aussi très prix coûte produit article esta este estos solo hoy precio cuesta producto artículo about around approximately \
    over under above below more less least most order orders bestilling bestellung yes please great sure good friend exactly actually currently really pay paid buy get gets",
    )
});
