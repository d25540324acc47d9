//! The words around what a thing is called: "the bell tent is still", in the languages of the house.

use std::sync::LazyLock;

use super::words::{Set, set};

/// Words between a thing and what is said of it, beside those of prices.
pub(super) static STILL_SO: LazyLock<Set> = LazyLock::new(|| {
    set(
        "be been was were have has will currently still also again immediately already back finally not n t s in on blev har været \
    stadig igen ikke war waren noch wieder wird auch nicht sofort derzeit aktuell var har fortfarande igen inte finns was heeft \
    nog weer niet ook direct était encore aussi toujours pas ne n été era todavía aún también no ya sigue",
    )
});

/// Words that are no part of a name and end the one behind them.
pub(super) static NO_NAME: LazyLock<Set> = LazyLock::new(|| {
    set(
        "the a an our this that these those your my his her its their it they he she we you i one ones some any all both each every \
    which what who there here and or but so with without of for to from at by in on under over than like as if yes no get gets buy \
    take have has had is are was were be do does can will would if when because while \
    den det de en et ei denne dette disse vores din dit jeg du vi han hun der som og eller men med uden af til fra i på ved er har \
    das dem des die ein eine einen einer unser unsere dieser diese dieses ich sie wir er es und oder aber mit ohne von zu für aus \
    ist sind hat haben ja nein ett vår denna detta jag ni och eller med utan av från ja nej \
    het een onze deze dit dat ik je u wij en of maar met zonder van voor naar ja nee \
    le la les l un une des du notre cette ce ces il elle ils elles je vous nous et ou mais avec sans pour dans oui non que qui \
    el los las una unos unas nuestro nuestra este esta ese esa yo tú usted y o pero con sin para sí que",
    )
});

/// Words before a thing.
pub(super) static ARTICLE: LazyLock<Set> = LazyLock::new(|| {
    set(
        "the a an our this that den det en et vores denne dette der die das ein eine unser unsere dieser diese dieses ett vår \
    denna detta het een de onze deze dit le la les l un une notre cette ce el los las una nuestro nuestra este esta",
    )
});

/// Words for a thing that tell nothing of which, and for sums.
pub(super) static ANYTHING: LazyLock<Set> = LazyLock::new(|| {
    set(
        "one ones version versions option options alternative alternatives choice seller bestseller favourite favorite pick colour color \
    colours colors set pair pack piece pieces rest difference bill sum amount deposit value range cheapest smallest largest smaller \
    larger bigger cheaper other others another same second third first last everything something anything nothing order cart basket \
    udgave mulighed farve størrelse sæt par stykke resten forskellen beløb billigste mindste største anden andre alt \
    ausführung größe farbe stück differenz betrag summe günstigste kleinste größte andere alles \
    utförande storlek färg skillnaden summan billigaste minsta största andra allt \
    uitvoering maat kleur stuk verschil bedrag goedkoopste kleinste grootste andere alles \
    taille couleur paire pièce différence somme montant autre autres tout moins petit petite grand grande \
    talla color par pieza diferencia suma importe otro otra otros todo barato barata pequeño pequeña grande",
    )
});
