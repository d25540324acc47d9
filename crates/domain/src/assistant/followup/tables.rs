//! The words by which each language's follow-ups are known. Lists between commas are turns of phrase, the others
//! are words. Left out: what the cues of the assistant know already.

/// The words of one language.
pub(super) struct Words {
    pub(super) language: &'static str,
    /// Opens what goes on from before.
    pub(super) opening: &'static str,
    /// Always stand for what was talked about.
    pub(super) pronouns: &'static str,
    /// Stand for it where they are no article.
    pub(super) pointing: &'static str,
    /// Say something of what stands before them.
    pub(super) copula: &'static str,
    /// Open the clause that "it" announces ("is it possible to …").
    pub(super) infinitive: &'static str,
    pub(super) prepositions: &'static str,
    /// What a thing has: asked for alone, it is of what was talked about.
    pub(super) traits: &'static str,
    pub(super) colours: &'static str,
    pub(super) sizes: &'static str,
    /// The last, the first, the second, the third.
    pub(super) ordinals: [&'static str; 4],
}

/// The words of `language`.
pub(super) fn words(language: &str) -> Option<&'static Words> {
    ALL.iter().find(|words| words.language == language)
}

pub(super) const ALL: [Words; 7] = [
    Words {
        language: "en",
        opening: "and, and what about, what about, how about, and how about, or, but, also, then, so",
        pronouns: "it its them",
        pointing: "that this these those one ones they",
        copula: "is are was were",
        infinitive: "to that",
        prepositions: "in to for with without from of at on by under over within",
        traits: "price prices cost costs colour color colours colors size sizes stock weight material picture \
            pictures photo photos",
        colours: "black white red blue green yellow orange brown grey gray pink purple navy beige cream gold silver",
        sizes: "small medium large big xs s m l xl xxl smaller larger bigger",
        ordinals: ["last", "first", "second", "third"],
    },
    Words {
        language: "da",
        opening: "og, og hvad med, hvad med, hvad så med, og så, eller, men",
        pronouns: "dem",
        pointing: "den det denne dette disse de en et",
        copula: "er var",
        infinitive: "at",
        prepositions: "i til for med uden fra af på under over inden",
        traits: "koster pris prisen priser farve farver størrelse størrelser lager vægt materiale billede billeder",
        colours: "sort hvid hvidt rød rødt blå blåt grøn grønt gul gult orange brun brunt grå gråt lyserød lilla \
            marineblå beige guld sølv",
        sizes: "lille små mellem stor stort store xs s m l xl xxl mindre større",
        ordinals: ["sidste", "første", "anden andet", "tredje"],
    },
    Words {
        language: "de",
        opening: "und, und was ist mit, was ist mit, und wie ist es mit, wie ist es mit, wie sieht es mit, und wie \
            sieht es mit, oder, aber, auch",
        pronouns: "es ihn ihm davon dafür damit dazu",
        pointing: "das den dem die der diese dieser dieses diesen eins eine einen",
        copula: "ist sind war",
        infinitive: "zu dass",
        prepositions: "in im nach für mit ohne von aus bei auf unter über bis ins",
        traits: "kostet kosten preis preise farbe farben größe größen lager gewicht material bild bilder",
        colours: "schwarz weiß rot blau grün gelb orange braun grau rosa lila dunkelblau beige gold silber",
        sizes: "klein mittel groß große kleiner größer xs s m l xl xxl",
        ordinals: ["letzte letzten", "erste ersten", "zweite zweiten", "dritte dritten"],
    },
    Words {
        language: "sv",
        opening: "och, och vad gäller, vad gäller, hur är det med, och hur är det med, vad sägs om, eller, men",
        pronouns: "dem",
        pointing: "den det denna detta dessa de en ett",
        copula: "är var",
        infinitive: "att",
        prepositions: "i till för med utan från av på under över inom",
        traits: "kostar pris priset priser färg färger storlek storlekar lager vikt material bild bilder",
        colours: "svart vit vitt röd rött blå blått grön grönt gul gult orange brun brunt grå grått rosa lila \
            marinblå beige guld silver",
        sizes: "liten litet små mellan stor stort stora mindre större xs s m l xl xxl",
        ordinals: ["sista", "första", "andra", "tredje"],
    },
    Words {
        language: "nl",
        opening: "en, en wat met, wat met, hoe zit het met, en hoe zit het met, wat dacht je van, of, maar, ook",
        pronouns: "ervan ervoor ermee hem",
        pointing: "het dat die deze dit een",
        copula: "is zijn was",
        infinitive: "te om",
        prepositions: "in naar voor met zonder van uit bij op onder over binnen",
        traits: "kost kosten prijs prijzen kleur kleuren maat maten voorraad gewicht materiaal foto foto's",
        colours: "zwart wit rood blauw groen geel oranje bruin grijs roze paars marineblauw beige goud zilver",
        sizes: "klein kleine middel groot grote kleiner groter xs s m l xl xxl",
        ordinals: ["laatste", "eerste", "tweede", "derde"],
    },
    Words {
        language: "fr",
        opening: "et, et qu en est-il de, et concernant, ou, mais, sinon, aussi, même question pour",
        pronouns: "il elle ils elles ça cela celui-ci celle-ci",
        pointing: "le la les celui celle ceux celles lui en",
        copula: "est sont",
        infinitive: "de que",
        prepositions: "en à au aux pour avec sans dans de du des vers sous sur chez",
        traits: "coûte coûtent prix coût couleur couleurs taille tailles stock poids matière photo photos",
        colours: "noir noire blanc blanche rouge bleu bleue vert verte jaune orange marron brun gris grise rose \
            violet marine beige or argent",
        sizes: "petit petite moyen moyenne grand grande xs s m l xl xxl",
        ordinals: ["dernier dernière", "premier première", "deuxième second seconde", "troisième"],
    },
    Words {
        language: "es",
        opening: "y, y qué tal, qué tal, y qué hay de, qué hay de, o, pero, también",
        pronouns: "ello él ella ellos ellas",
        pointing: "lo la los las eso esto ese esa este esta esos esas estos estas uno una",
        copula: "es son está están",
        infinitive: "que",
        prepositions: "en a al para con sin de del hacia bajo sobre por",
        traits: "cuesta cuestan precio precios coste color colores talla tallas tamaño existencias peso material foto fotos",
        colours: "negro negra blanco blanca rojo roja azul verde amarillo amarilla naranja marrón gris rosa morado \
            marino beige oro plata",
        sizes: "pequeño pequeña mediano mediana grande xs s m l xl xxl",
        ordinals: ["último última", "primero primera primer", "segundo segunda", "tercero tercera"],
    },
];
