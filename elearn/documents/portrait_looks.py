"""The people who can be drawn: what each of them looks like."""

from dataclasses import dataclass

from elearn.documents.portrait_dress import Dress
from elearn.documents.portrait_face import Features, Tones

_DEEP = Tones("#8a563a", "#6e412a", "#47251a", "#a25346", "#1d110c")
_BROWN = Tones("#9d6745", "#7f4f34", "#572f20", "#ab584a", "#22140e")
_UMBER = Tones("#7c4a31", "#603622", "#3a1d13", "#a05447", "#140a07")
_TAN = Tones("#b97f55", "#99643f", "#6f4229", "#a6523f", "#28180f")
_OLIVE = Tones("#d3a077", "#b5815a", "#8b5a3c", "#a85845")
_WARM = Tones("#e6bd97", "#c99b76", "#9c6b4c", "#b8664f")
_FAIR = Tones("#f0cbae", "#d5a687", "#a97256", "#bf6e5c")
_ROSY = Tones("#ecbfa3", "#cf9a7e", "#a0664f", "#b5614f")


@dataclass(frozen=True)
class Look:
    """How one person is drawn, whatever their mood."""

    words: str
    tones: Tones
    hair: str
    hair_colours: tuple[str, str, str]
    features: Features
    dress: Dress
    ground: str
    face: tuple[float, float, float] = (28, 20, 39)
    beard: str = ""
    beard_colour: str = ""
    extras: tuple[str, ...] = ()
    age: int = 0
    ears: bool = True
    back_view: bool = False


LOOKS: dict[str, Look] = {
    "man-80s-hearing-aids": Look(
        words="A man in his eighties with short white hair and hearing aids",
        tones=_DEEP,
        hair="receding",
        hair_colours=("#ece6da", "#cfc6b6", "#ffffff"),
        features=Features(nose="broad", brows="#e4dccd", turn=-1, moustache="#e4dccd"),
        dress=Dress("knit", "#2f5d63", "#f3e6cf"),
        ground="#f0d9a8",
        face=(28, 21, 39),
        extras=("hearing-aids",),
        age=3,
    ),
    "woman-50s-curly": Look(
        words="A woman in her fifties with dark curly hair touched with grey",
        tones=_BROWN,
        hair="curls",
        hair_colours=("#33231d", "#241713", "#8d8078"),
        features=Features(nose="broad", brows="#22140e", turn=1),
        dress=Dress("collar", "#a2401b", "#f6e7d2"),
        ground="#cfdfd8",
        face=(27, 19, 38),
        extras=("earrings",),
        age=1,
        ears=False,
    ),
    "woman-80s-glasses": Look(
        words="A woman in her eighties with white hair and round glasses",
        tones=_FAIR,
        hair="waves",
        hair_colours=("#f4efe6", "#d8cfc2", "#ffffff"),
        features=Features(
            nose="long", brows="#a08d7e", brow_weight=1.2, iris="#3b5560"
        ),
        dress=Dress("cardigan", "#8d5a68", "#dbe6ea", breadth=-5, neck=23),
        ground="#c9dbd9",
        face=(26, 19, 37),
        extras=("glasses",),
        age=3,
        ears=False,
    ),
    "man-30s-beard": Look(
        words="A man in his thirties with a short brown beard, in a nurse’s tunic",
        tones=_ROSY,
        hair="parted",
        hair_colours=("#6a3d24", "#54301c", "#8f5b38"),
        features=Features(brows="#54301c", iris="#38505a", moustache="#6f4126"),
        dress=Dress("tunic", "#2c4a6e", "#f3ede2", breadth=4),
        ground="#efd6c2",
        beard="full",
        beard_colour="#6f4126",
    ),
    "man-50s-grey": Look(
        words="A man in his fifties with swept-back grey hair",
        tones=_ROSY,
        hair="swept",
        hair_colours=("#8f8a84", "#736e69", "#b9b4ad"),
        features=Features(nose="hooked", brows="#5f5650", iris="#3f5448", turn=1),
        dress=Dress("jacket", "#4a4f52", "#e9eef0", breadth=3),
        ground="#e8d8b8",
        face=(27, 21, 40),
        age=2,
    ),
    "woman-40s-bob": Look(
        words="A woman in her forties with a smooth black bob",
        tones=_TAN,
        hair="bob",
        hair_colours=("#211a1c", "#171214", "#4f4247"),
        features=Features(nose="straight", brows="#211a1c"),
        dress=Dress("kurta", "#1c6b6d", "#e9b949", breadth=-2, neck=24),
        ground="#f2d3bd",
        face=(26, 18, 38),
        ears=False,
    ),
    "woman-50s-headscarf": Look(
        words="A woman in her fifties in a loose rust-red headscarf",
        tones=_OLIVE,
        hair="loose-scarf",
        hair_colours=("#b4532c", "#8c3c1d", "#3a2a24"),
        features=Features(nose="long", brows="#33241e"),
        dress=Dress("thrown", "#4b3b45", "#b4532c", neck=24),
        ground="#d5dfc9",
        face=(26, 19, 38),
        age=1,
        ears=False,
    ),
    "woman-20s-braids": Look(
        words="A woman in her twenties with long braids, in a care tunic",
        tones=_UMBER,
        hair="braids",
        hair_colours=("#1e1412", "#140d0b", "#5a3a2a"),
        features=Features(nose="round", brows="#160c09"),
        dress=Dress("tunic", "#147a7a", "#f3ede2", neck=24),
        ground="#f3cfa0",
        face=(26, 18, 38),
        ears=False,
    ),
    "man-20s-slim": Look(
        words="A slim man in his twenties with a black fringe",
        tones=_WARM,
        hair="fringe",
        hair_colours=("#1f1a1b", "#151112", "#4b4246"),
        features=Features(nose="small", brows="#1f1a1b", slant=3),
        dress=Dress("hood", "#6d7f5a", "#5b6b4a", breadth=-4, neck=23),
        ground="#dfe3ee",
        face=(25.5, 18, 39),
    ),
    "man-40s-broad": Look(
        words="A broad man in his forties with cropped hair and stubble",
        tones=_ROSY,
        hair="cropped",
        hair_colours=("#6b4d38", "#543b2a", "#8a6a52"),
        features=Features(
            nose="broad", brows="#543b2a", brow_weight=1.6, iris="#3c5266"
        ),
        dress=Dress("collar", "#3d4d63", "#52647d", breadth=10, neck=36),
        ground="#e4d6c4",
        face=(30, 25, 40),
        beard="stubble",
        beard_colour="#d2a387",
        age=1,
    ),
    "woman-30s-headscarf": Look(
        words="A woman in her thirties with a neatly pinned headscarf, in a care tunic",
        tones=_BROWN,
        hair="pinned-scarf",
        hair_colours=("#e2b04a", "#bf8a2a", "#f2cf7e"),
        features=Features(nose="round", brows="#22140e"),
        dress=Dress("draped", "#147a7a", "#e2b04a", neck=24),
        ground="#d6dbe6",
        face=(27, 19, 38),
        ears=False,
    ),
    "man-70s-turban": Look(
        words="A man in his seventies with a blue turban and a long white beard",
        tones=_TAN,
        hair="turban",
        hair_colours=("#2d5f7f", "#1f4762", "#4f86a8"),
        features=Features(
            nose="hooked", brows="#e7dfd2", brow_weight=1.6, moustache="#f0ebe1"
        ),
        dress=Dress("jacket", "#5c4636", "#f2e5cd", breadth=3),
        ground="#efd3a6",
        face=(28, 20, 38),
        beard="long",
        beard_colour="#f0ebe1",
        age=3,
    ),
    "woman-70s-wheelchair": Look(
        words="A woman in her seventies with a silver bun, in a wheelchair",
        tones=_OLIVE,
        hair="bun",
        hair_colours=("#bdb7b0", "#99928b", "#dcd7d0"),
        features=Features(nose="round", brows="#6f655d"),
        dress=Dress("cardigan", "#3f6b57", "#f8f1e4", breadth=-4, neck=24),
        ground="#e9d9e0",
        face=(27, 19, 38),
        extras=("wheelchair", "earrings"),
        age=2,
    ),
    "man-60s-cap": Look(
        words="A man in his sixties in a flat cap, with a grey moustache",
        tones=_ROSY,
        hair="cap",
        hair_colours=("#7a6a4f", "#5d4f39", "#a9a29a"),
        features=Features(
            nose="broad",
            brows="#77706a",
            brow_weight=1.6,
            iris="#3c5266",
            moustache="#a09890",
        ),
        dress=Dress("jacket", "#6b7257", "#ece5d3", breadth=5, neck=31),
        ground="#cddcdc",
        face=(29, 23, 39),
        age=2,
    ),
    "woman-60s-short-hair": Look(
        words="A woman in her sixties with Down’s syndrome and short silver hair",
        tones=_FAIR,
        hair="pixie",
        hair_colours=("#c9c0b4", "#a59b8f", "#e6dfd5"),
        features=Features(
            nose="small", brows="#857668", brow_weight=1.4, iris="#46606e", slant=9
        ),
        dress=Dress("crew", "#c46a3a", "#8f4723", breadth=0, neck=30),
        ground="#c9dbe2",
        face=(29, 23, 36),
        age=1,
    ),
    "girl-12-plaits": Look(
        words="A girl of about twelve with long dark plaits, in a school jumper",
        tones=_OLIVE,
        hair="plaits",
        hair_colours=("#2f211d", "#1f1513", "#6b4c40"),
        features=Features(
            nose="small", brows="#2f211d", brow_weight=0.9, eye_size=1.15, smooth=True
        ),
        dress=Dress("knit", "#7a2d3b", "#f7f2e8", breadth=-5, neck=19),
        ground="#cfdde6",
        face=(28, 20, 34),
        ears=False,
    ),
    "woman-70s-black-church": Look(
        words="A woman in her seventies with a short silver afro, in a good coat",
        tones=_DEEP,
        hair="afro",
        hair_colours=("#cfcac3", "#a7a19a", "#e8e4de"),
        features=Features(nose="broad", brows="#d3ccc2", turn=1),
        dress=Dress("coat", "#57345f", "#f3e3c9", neck=25),
        ground="#efd9b4",
        face=(27, 19.5, 38),
        extras=("earrings", "brooch"),
        age=2,
    ),
    "woman-70s-bob-white": Look(
        words="A woman in her seventies with a grey bob, in a blue cardigan",
        tones=_ROSY,
        hair="grey-bob",
        hair_colours=("#aaa7a3", "#86827e", "#cbc8c3"),
        features=Features(
            nose="straight", brows="#7d7671", brow_weight=1.2, iris="#4a6352"
        ),
        dress=Dress("cardigan", "#3c5a80", "#f4dcd3", breadth=-3, neck=24),
        ground="#e6deb9",
        face=(27, 19.5, 38),
        age=2,
        ears=False,
    ),
    "nonbinary-30s-short-hair": Look(
        words="A person in their thirties with short curls, shaved at the sides",
        tones=_OLIVE,
        hair="topcurls",
        hair_colours=("#5b3423", "#7a5540", "#8c5a3c"),
        features=Features(nose="straight", brows="#43261a", turn=-1),
        dress=Dress("crew", "#e9b949", "#c2912b"),
        ground="#cfe0dd",
        face=(26.5, 19.5, 38.5),
        extras=("lanyard", "ear-stud"),
    ),
    "you": Look(
        words="A care worker seen from behind",
        tones=_TAN,
        hair="cropped",
        hair_colours=("#3b2c26", "#2b1f1a", "#5a463d"),
        features=Features(brows="#3b2c26"),
        dress=Dress("crew", "#0f5257", "#0b4044"),
        ground="#e9dfce",
        back_view=True,
    ),
}
