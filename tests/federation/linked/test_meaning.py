"""What a line of a plan is in the terms of Valueflows."""

from tests.federation.linked.graphs import BASE, PP, commitments
from tests.federation.linked.reading import VF


class TestMeaning:
    def flow(self, read, slug, code):
        [node] = [
            node
            for node in commitments(read)
            if node["@id"].endswith(f"/{slug}/{code}")
        ]
        action = node[f"{VF}action"]["@id"].removeprefix(VF)
        process = [name for name in ("inputOf", "outputOf") if f"{VF}{name}" in node]
        # Either of a process, which is planned, or planned itself.
        assert bool(process) != (f"{VF}plannedWithin" in node)
        return action, *process

    def test_workers_turn_inputs_into_outputs(self, read):
        for code, flow in {
            "bread": ("produce", "outputOf"),
            "flour": ("consume", "inputOf"),
            "hours": ("work", "inputOf"),
            "land": ("use", "inputOf"),
            "oven": ("use", "inputOf"),
            "soot": ("consume", "inputOf"),
        }.items():
            assert self.flow(read, "bakers", code) == flow

    def test_others_give_and_get(self, read):
        for slug, code, action in (
            ("eaters", "bread", "transfer"),
            ("eaters", "hours", "work"),
            ("town", "park", "transfer"),
            ("meadow", "land", "transferCustody"),
            ("meadow", "oven", "transferCustody"),
            ("valley", "soot", "transferAllRights"),
        ):
            assert self.flow(read, slug, code) == (action,)

    def test_processes_are_of_councils_that_turn_things_into_things(self, read, plan):
        found = {node[f"{VF}inScopeOf"]["@id"] for node in read.by_type(f"{VF}Process")}
        assert found == {
            f"{BASE}/#council/{slug}" for slug in ("bakers", "millers", "meadow")
        }
        [whole] = read.by_type(f"{VF}Plan")
        for node in read.by_type(f"{VF}Process"):
            assert node[f"{VF}plannedWithin"]["@id"] == whole["@id"]

    def test_the_demand_of_eaters_is_what_the_plan_is_for(self, read):
        demand = {
            node["@id"].rpartition("/")[2]
            for node in commitments(read)
            if f"{VF}independentDemandOf" in node
        }
        assert demand == {"bread", "meals", "park"}

    def test_effort_is_measured_as_effort(self, read):
        for node in commitments(read):
            work = node[f"{VF}action"]["@id"] == f"{VF}work"
            assert (f"{VF}effortQuantity" in node) == work
            assert (f"{VF}resourceQuantity" in node) != work

    def test_units_are_those_of_om_where_it_has_them(self, read):
        units = {node[f"{PP}ucum"][0]: node for node in read.by_type(f"{VF}Unit")}
        om = "http://www.ontology-of-units-of-measure.org/resource/om-2/"
        named = {
            code: node[f"{VF}omUnitIdentifier"][0].removeprefix(om)
            for code, node in units.items()
            if f"{VF}omUnitIdentifier" in node
        }
        assert named == {
            "kg": "kilogram",
            "m2": "squareMetre",
            "t": "tonne",
            "h": "hour",
            "har": "hectare",
            "kW.h": "kilowattHour",
            "{meal}": "one",
        }
        assert "t.km" in units
