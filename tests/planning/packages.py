"""A small data package as text, to be broken in one place at a time."""

import json

PERIOD = {
    "code": "2027",
    "name_en": "Year 2027",
    "name_de": "Jahr 2027",
    "starts": "2027-01-01",
    "ends": "2027-12-31",
}
PREVIOUS = {
    "code": "2026",
    "name_en": "Year 2026",
    "name_de": "Jahr 2026",
    "starts": "2026-01-01",
    "ends": "2026-12-31",
}

TABLES = {
    "goods.csv": """\
code,name_en,name_de,category,unit,decimals,classification,note
bread,Bread,Brot,consumption,kg,3,CPA 10.7,"Weighed, not counted"
flour,Flour,Mehl,intermediate,kg,1,,
hours,Hours,Stunden,labour,h,0,,
park,Park,Park,public,m2,0,,
""",
    "councils.csv": """\
slug,name,name_de,kind,parent,members,latitude,longitude
bakery,Bakery,Bäckerei,worker,,12,52.5,13.4
east,East,,consumer,town,300,,
gardeners,Gardeners,,worker,,5,-0.5,-120.25
mill,Mill,Mühle,worker,,4,,
town,Town,,consumer_federation,,0,,
west,West,,consumer,town,200,,
""",
    "proposals.csv": """\
council,good,quantity
bakery,bread,-1000.5
bakery,flour,800
bakery,hours,900
east,bread,600.25
east,hours,-1000
gardeners,hours,100
gardeners,park,-50
mill,flour,-800.5
mill,hours,400
town,park,50
west,bread,400.25
west,hours,-600
""",
    "prices.csv": """\
good,price
bread,2
flour,0.75
hours,1.000001
park,3
""",
    "standing.csv": """\
council,mode,substitution,supply_response,capacity
bakery,follow,0.5,1.2,1200.5
east,follow,0.8,0.1,
gardeners,keep,1,1,
mill,follow,0.2,0.8,
town,keep,1,1,
west,follow,1,0,
""",
    "entitlements.csv": """\
council,source,amount
east,allowance,300
east,effort,990.5
west,effort,860
""",
    "changes.csv": """\
council,good,factor,note_en,note_de
bakery,flour,1.1,Wholemeal,Vollkorn
east,bread,0.95,,
""",
}
KEYS = {
    "goods": ["code"],
    "councils": ["slug"],
    "proposals": ["council", "good"],
    "prices": ["good"],
    "standing": ["council"],
    "entitlements": ["council", "source"],
    "changes": ["council", "good"],
}
NUMBERS = {
    "quantity",
    "price",
    "substitution",
    "supply_response",
    "capacity",
    "amount",
    "factor",
    "latitude",
    "longitude",
}


def describe(tables=TABLES, **entries):
    """The datapackage.json of some tables, as the package itself would write it."""
    plan = {
        "period": PERIOD,
        "previous": PREVIOUS,
        "tolerance": "0.03",
        "silence": "carry",
    } | entries
    return {
        "name": "small",
        "title": "A small region",
        "commonplan": plan,
        "resources": [resource(file, text) for file, text in tables.items()],
    }


def resource(file, text):
    name = file.removesuffix(".csv")
    whole = {"decimals", "members"}
    fields = [
        {
            "name": column,
            "type": "number"
            if column in NUMBERS
            else "integer"
            if column in whole
            else "string",
        }
        for column in text.split("\n", 1)[0].split(",")
    ]
    return {
        "name": name,
        "path": file,
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "schema": {"fields": fields, "primaryKey": KEYS[name]},
    }


def make_package(folder, *, changed=None, description=None):
    """Write the package; ``changed`` maps files to other text or bytes, None: none."""
    tables = TABLES | (changed or {})
    texts = {file: text for file, text in tables.items() if isinstance(text, str)}
    if description is None:
        described = TABLES | texts
        description = describe(
            {file: described[file] for file in TABLES if tables[file] is not None}
        )
    folder.mkdir(exist_ok=True)
    for file, text in tables.items():
        if text is not None:
            content = text if isinstance(text, bytes) else text.encode()
            (folder / file).write_bytes(content)
    written = json.dumps(description, ensure_ascii=False, indent=2) + "\n"
    (folder / "datapackage.json").write_text(written, encoding="utf-8")
    return folder


def edited(file, old, new):
    """A table with one place changed."""
    assert old in TABLES[file]
    return {file: TABLES[file].replace(old, new, 1)}
