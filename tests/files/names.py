"""What invented people and firms are put together from. Places and streets exist, the people do not.

All of it can be written in Windows-1252 and Mac Roman, save `UNICODE`.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    country: str
    postcode: str
    city: str
    street: str


@dataclass(frozen=True)
class Region:
    language: str
    women: tuple[str, ...]
    men: tuple[str, ...]
    last: tuple[str, ...]
    places: tuple[Place, ...]


def _list(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(","))


def _places(country: str, text: str) -> tuple[Place, ...]:
    return tuple(
        Place(country, *(part.strip() for part in line.split("|")))
        for line in text.strip().splitlines()
    )


FRENCH_WOMEN = _list(
    "Anne, Élodie, Marie-Claire, Françoise, Zoé, Inès, Hélène, Agnès, Noëlle, Marie-Ange, Julie, Chloé"
)
FRENCH_MEN = _list(
    "Luc, Jean-Marie, François, Gaël, André, Benoît, Jérôme, Olivier, Jean-Baptiste, Noël, Hugo, Rémi"
)
DUTCH_WOMEN = _list(
    "An, Sofie, Greet, Liesbeth, Zoë, Marieke, Els, Noémie, Lien, Anne-Mie, Katrien"
)
DUTCH_MEN = _list("Jan, Pieter, Koen, Wim, Jan-Pieter, Bart, Joost, Maarten, Geert, Jef, Tom")
GERMAN_WOMEN = _list("Helga, Jürgine, Käthe, Anna-Lena, Petra, Sabine, Bärbel, Ursula")
GERMAN_MEN = _list("Karl, Jürgen, Günther, Hans-Peter, Björn, Stefan, Rüdiger, Götz")

BELGIAN_FRENCH = Region(
    "fr",
    FRENCH_WOMEN,
    FRENCH_MEN,
    _list(
        "Dubois, Lambert, Noël, D’Hœst, de la Croix, Le Grand, Maréchal, Dupont-Lefèvre, Vandenbroucke,"
        " Gérard, El Amrani, Wauters, Delvaux, Lefèvre, Van den Berg, Charlier, Collard-Vanderstraeten"
    ),
    _places(
        "BE",
        """
        1000 | Bruxelles | Rue Haute
        1050 | Ixelles | Chaussée de Wavre
        1180 | Uccle | Avenue Brugmann
        4000 | Liège | Rue Saint-Gilles
        5000 | Namur | Rue de Fer
        6700 | Arlon | Rue de Diekirch
        7000 | Mons | Rue d’Havré
        1348 | Louvain-la-Neuve | Place de l’Université
        4020 | Liège | Quai de la Dérivation
        """,
    ),
)
BELGIAN_DUTCH = Region(
    "nl",
    DUTCH_WOMEN,
    DUTCH_MEN,
    _list(
        "Peeters, Janssens, Van den Broeck, De Smet, Van der Auwera, Maes, Willems, ’t Kint, Mertens,"
        " Vanden Bossche, Verhaegen, De Clercq-Aerts, Goethals, Claes, Vandevelde, Van Hoof"
    ),
    _places(
        "BE",
        """
        2000 | Antwerpen | Nationalestraat
        9000 | Gent | Coupure Links
        8000 | Brugge | Ezelstraat
        3000 | Leuven | Bondgenotenlaan
        2800 | Mechelen | Bruul
        8500 | Kortrijk | Doorniksewijk
        3500 | Hasselt | Kempische Steenweg
        9100 | Sint-Niklaas | Grote Markt
        """,
    ),
)
REGIONS = {
    "BE-fr": BELGIAN_FRENCH,
    "BE-nl": BELGIAN_DUTCH,
    "BE-de": Region(
        "de",
        GERMAN_WOMEN,
        GERMAN_MEN,
        _list("Schmitz, Lambertz, Müller, Kohnen, Weiß, Pauels, Thönnes, von der Heyden"),
        _places(
            "BE",
            """
            4700 | Eupen | Bergstraße
            4780 | Sankt Vith | Hauptstraße
            4720 | Kelmis | Lütticher Straße
            """,
        ),
    ),
    "CH-fr": Region(
        "fr",
        FRENCH_WOMEN,
        FRENCH_MEN,
        _list("Favre, Rochat, Blanc, de Weck, Müller, Jaccoud, Bron-Rey, Perrin, Gremaud"),
        _places(
            "CH",
            """
            1201 | Genève | Rue de Lausanne
            1003 | Lausanne | Avenue de la Gare
            2000 | Neuchâtel | Faubourg de l’Hôpital
            1700 | Fribourg | Boulevard de Pérolles
            """,
        ),
    ),
    "CH-de": Region(
        "de",
        GERMAN_WOMEN,
        GERMAN_MEN,
        _list("Müller, Zürcher, Aebi, von Gunten, Brühlmann, Keller-Hug, Schläpfer, Bächtold"),
        _places(
            "CH",
            """
            8001 | Zürich | Bahnhofstrasse
            3011 | Bern | Kramgasse
            4051 | Basel | Freie Strasse
            6003 | Luzern | Pilatusstrasse
            """,
        ),
    ),
    "FR": Region(
        "fr",
        FRENCH_WOMEN,
        FRENCH_MEN,
        _list("Martin, Lefèvre, de La Tour, Garçon, Le Gall, Bernard-Roche, Moreau, D’Estienne"),
        _places(
            "FR",
            """
            75011 | Paris | Rue Oberkampf
            69003 | Lyon | Cours Lafayette
            01000 | Bourg-en-Bresse | Rue du 4 Septembre
            06000 | Nice | Avenue Jean Médecin
            59800 | Lille | Rue Nationale
            """,
        ),
    ),
    "LU": Region(
        "fr",
        FRENCH_WOMEN,
        FRENCH_MEN,
        _list("Schmit, Weber, Hoffmann, Thill, Muller, Da Silva, Kieffer, Wagner-Reuter"),
        _places(
            "LU",
            """
            1118 | Luxembourg | Rue Aldringen
            4010 | Esch-sur-Alzette | Rue de l’Alzette
            9201 | Diekirch | Place Guillaume
            """,
        ),
    ),
}
PLAIN_NAMES = (
    "Lambert",
    "Peeters",
    "Noël",
    "Schmitz",
    "Favre",
    "Martin",
    "Weber",
    "Claes",
    "Maréchal",
)
# Forms and trades, by language in Belgium and by country elsewhere.
COMPANIES = {
    "fr": (("SRL", "SA", "SC"), ("Boulangerie", "Menuiserie", "Toitures", "Conseil", "Garage")),
    "nl": (("BV", "NV", "CV"), ("Bakkerij", "Houtwerken", "Transport", "Garage", "Drukkerij")),
    "de": (("GmbH", "AG"), ("Bäckerei", "Tischlerei", "Baustoffe", "Gärtnerei")),
    "CH": (("SA", "Sàrl"), ("Menuiserie", "Fiduciaire", "Horlogerie", "Fromagerie")),
    "FR": (("SARL", "SAS"), ("Boulangerie", "Garage", "Pâtisserie", "Librairie")),
    "LU": (("S.à r.l.", "S.A."), ("Garage", "Constructions", "Hôtel", "Boucherie")),
}
# First and last names that only Unicode can write.
UNICODE = (
    ("Łucja", "Wiśniewska"),
    ("Yusuf", "Yılmaz"),
    ("Şule", "Çelik"),
    ("Ștefan", "Ionescu"),
    ("Ivana", "Šimić"),
)
