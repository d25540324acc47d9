//! The words by which short texts tell their language: those that stand in almost every sentence, and those that people who
//! ask a shop use. Words that two languages share count for both.

/// The languages whose words are known, as two letters, each with its words.
pub(super) const WORDS: [(&str, &str); 16] = [
    (
        "da",
        "af anden at blev blevet bliver da dag den denne der det dig din ditte du efter en endnu er et fejl \
         fik for forkert forkerte fra få får gerne godt ham han har havde have hej hendes her hjælp hjælpe \
         hun hvad hvem hvis hvor hvordan hvorfor hvornår i igen ikke ingen ja jeg jer jeres kan kom kommer \
         kommet kun købe køber købt købte lang lige længe man mange med meget men mig min mine mit mod \
         modtaget må nej nogen noget nogle nu når og også om op os pakke pakken på retur selv sendt siden sin \
         skal skrive skulle som størrelse så tage tager tak tale tid til tilbage ud uden uge uger var ved \
         venter ventet vi vil ville virker være været åbent ændre",
    ),
    (
        "no",
        "annen at av ble blir da dag de deg den denne der dere deres det din du en enda endre ennå er et \
         etter feil fikk for fra få får gang gjerne gjort gjør gjøre ha hadde han har hei hva hvem hvis hvor \
         hvordan hvorfor i igjen ikke ingen ja jeg kan kjøpe kjøpt kjøpte kom kommer kommet kun lang lenge \
         man mange med meg men min mine mitt mot mottatt mye må nei noe noen nå når og også om opp oss pakke \
         pakken på retur selv sendt siden sin skal skrive skulle snakke som størrelse så ta takk tar tid til \
         tilbake uke uker ut uten var ved venter ventet vi vil ville virker være vært åpent",
    ),
    (
        "sv",
        "alla att av beställning betala blev blir byta dag de den det du där efter ej en er ett fick finns \
         från få får för gör göra ha hade han har hej hur här i igen ingen inte ja jag kan kom kommer köpa \
         köpt köpte man med men mig min mina mitt mot mycket många måste nej ni nu när någon något några och \
         också om oss paket paketet på retur returnera samma sig själv ska skulle som så tack tid till \
         tillbaka upp ut utan vad var vara varför varit vem vi vid vilken vill än är",
    ),
    (
        "en",
        "a about after again all am an and any are as at be because been before but by can cancel copy could \
         delivery did didn't do does doesn't don't for from get got had has have haven't hello help here hi \
         how human i i'm if in is it it's item items me money much my need needed never no not now of on one \
         or order our out parcel person please received refund return right same send shipping should size so \
         some still talk than thank thanks that the their them there they this to today tracking until up us \
         want was we were what when where which who why will with without work works would wrong yes yet you \
         your",
    ),
    (
        "de",
        "aber alle als am an auch auf aus bei bekommen bestellt bestellung bin bis bitte da damit danke das \
         dass dem den der des die dir doch ein eine einem einen einer er es etwas für ganz gibt guten habe \
         haben hallo hat hatte hier ich ihnen ihr ihre im in ist ja kann kein keine können lieferung man mein \
         meine meinem meinen mich mir mit muss möchte nach nicht noch nun nur oder ohne paket schon sehr sein \
         seit sich sie sind so tag um und uns von vor wann war warum was weil wenn werden wie wieder wir wird \
         wo wurde würde zu zum zur zurück über",
    ),
    (
        "nl",
        "aan al alle als ben bent bestelling bij binnen dan dat de deze die dit doen door een en er geen goed \
         graag had heb hebben heeft hem het hier hoe hoelang ik in is ja je jullie kan kunnen kunt kwijt maak \
         maar mag meer met mij mijn moet naar nee niet niets nog nu of om ontvangen onze ook op over pakket \
         pakketje retour sinds te terug toch tot u uit uw van voor waar waarom wanneer wat we weer wel welke \
         wie wij wil willen word wordt zijn zonder",
    ),
    (
        "fr",
        "a ai alors au aucun aussi avec avez avoir bien bonjour c'est ce cela ces cette chez colis combien \
         commande comment dans de depuis des donc du elle en encore est et faire fait il ils j'ai jamais je \
         jour l'ai la le les leur lui ma mais me merci mes moi mon n'ai n'est ne nous on ont ou où par pas \
         peut peux plus pour pourquoi pouvez puis quand que quel quelle qui retour retourner reçu s'il sa \
         sans se ses si sont sur toujours tout très un une vos votre voudrais vous y ça étais être",
    ),
    (
        "es",
        "a al algo algún ayuda aún como con cuál cuándo cuánto cómo de del desde dinero donde día dónde el \
         ella en entre es esta este esto estoy está están favor fue gracias ha hace hasta hay he hola hoy la \
         las le llegado lo los mas me mi mis muy más nada necesito no nos o para pedido pero por porque puede \
         puedo que quiero quisiera qué recibido se ser si sin sobre son su sus sí talla también tengo tiene \
         todavía un una y ya yo",
    ),
    (
        "it",
        "a ad agli ai al alla anche ancora avete c'è che chi ciao come con cosa così da dal dalla dei del \
         della delle devo di dopo dov'è dove e ed era fare fatto gli grazie ha hai hanno ho i il in io l'ho \
         la le lei lo ma mai mi mia mie miei mio molto nel nella non ogni ordine pacco per perchè perché più \
         poi posso può quale quando quanto questa questo qui resi ricevuto salve se senza si sono sto su sul \
         sì tra tutto un una uno vi voglio vorrei è",
    ),
    (
        "pt",
        "a ainda ajuda ao aos as até boa bom com como da das de dela dele depois do dos e ela ele em \
         encomenda entrega era essa esse esta este estou está eu favor foi gostaria hoje há isso já la lhe \
         mais mas me meu meus minha muito na nas nem no nos nossa não o obrigada obrigado olá onde os ou para \
         pedido pela pelo pode podem por porque posso preciso qual quando quanto que quem quero recebi se sem \
         ser seu sua são também tem tenho um uma você é",
    ),
    (
        "fi",
        "ei en että haluaisin haluan hei hän ja joka jos kiitos kuin kun mikä milloin minulle minun minä \
         missä miten mutta myös nyt ole olen oli on onko ovat paketti pakettini saanko se tai teidän \
         tilaukseni tilaus tämä vain vielä voiko voinko",
    ),
    (
        "pl",
        "ale chciałabym chciałbym chcę co czy dla dlaczego do dobry dzień dziękuję gdzie i ile jak jest \
         jestem jeszcze już kiedy która który mam mi mogę moja moje może mój na nie od paczka paczki po \
         proszę przez przy się tak to tylko w z za zamówienia zamówienie że",
    ),
    (
        "tr",
        "ama ben benim bir bu da daha de değil gelmedi hala henüz iade ile istiyorum için kadar kargo lütfen \
         merhaba mi mu mü mı nasıl ne neden nerede olarak paketim sipariş siparişim siz sonra teşekkürler var \
         ve yok zaman çok",
    ),
    (
        "ro",
        "ai am are aș bună care ce coletul comanda comandă cu cum când cât că dar de din este fi fost la mai \
         mea meu mi mulțumesc mă nu o pe pentru primit rog sau si sunt să un unde vreau vă în încă și",
    ),
    (
        "cs",
        "ale balík by bych byl chci chtěl den dobrý děkuji jak je jen ještě jsem jsme kde kdy když která \
         který mi moje má mám máte můj na nebo není objednávka objednávku od po pro prosím proč se si také to \
         už za že",
    ),
    (
        "hu",
        "a az csak csomag csomagom de egy ez ha hogy hogyan hol is jó kaptam ki kérem köszönöm lehet meg mert \
         mikor mit miért már még napot nem rendelés rendelésem szeretnék szeretném vagy van volt én és",
    ),
];
