"""The terms of Valueflows 1.0.0: its classes, its properties and its actions."""

CLASSES_NAMED = """
    Action ProcessSpecification Recipe RecipeExchange RecipeFlow RecipeProcess
    ResourceSpecification Agreement AgreementBundle Claim Commitment Intent Plan Process
    Proposal ProposalList Agent BatchLotRecord EcologicalAgent EconomicEvent
    EconomicResource Organization Person Measure SpatialThing Unit
"""

PROPERTIES_NAMED = """
    action inputOf hasInput outputOf hasOutput recipeInputOf hasRecipeInput
    recipeOutputOf hasRecipeOutput recipeClauseOf recipeStipulates
    recipeReciprocalClauseOf recipeStipulatesReciprocal primaryOutput recipeIncludes
    plannedWithin planIncludes independentDemandOf hasIndependentDemand
    resourceInventoriedAs toResourceInventoriedAs provider receiver inScopeOf
    corrects settles containedIn contains primaryAccountable hasBeginning
    hasEnd hasPointInTime hasDuration due hasNumericalValue hasUnit omUnitIdentifier
    label symbol accountingQuantity onhandQuantity resourceQuantity effortQuantity
    availableQuantity minimumQuantity unitBased purpose created long lat alt
    mappableAddress hasDetailedGeometry currentLocation currentVirtualLocation
    currentCurrencyLocation primaryLocation eligibleLocation toLocation image imageList
    name note trackingIdentifier ofBatchLot mediumOfExchange batchLotCode
    expirationDate fulfills satisfies publishes reciprocal proposedTo listedIn lists
    finished substitutable unitOfEffort defaultUnitOfEffort defaultUnitOfResource
    basedOn classifiedAs resourceClassifiedAs processClassifiedAs processConformsTo
    resourceConformsTo conformsTo stage state clauseOf reciprocalClauseOf stipulates
    stipulatesReciprocal realizationOf realizes reciprocalRealizationOf
    realizesReciprocal bundledIn bundles
"""

ACTIONS_NAMED = """
    produce consume use cite work pickup dropoff accept modify combine separate
    deliverService transferAllRights transferCustody transfer move copy raise lower
"""

CLASSES, PROPERTIES, ACTIONS = (
    set(text.split()) for text in (CLASSES_NAMED, PROPERTIES_NAMED, ACTIONS_NAMED)
)
# What may have a property, where that is not any of them: from the ontology's domains.
HAVING = {
    "Plan": {"name", "note", "created", "due", "planIncludes", "hasIndependentDemand"},
    "Process": {
        *("name", "note", "plannedWithin", "inScopeOf", "hasBeginning", "hasEnd"),
        *("hasInput", "hasOutput", "basedOn", "classifiedAs", "finished"),
    },
    "Commitment": {
        *("action", "provider", "receiver", "resourceConformsTo", "resourceQuantity"),
        *("effortQuantity", "due", "inputOf", "outputOf", "plannedWithin", "created"),
        *("independentDemandOf", "satisfies", "clauseOf", "note", "finished"),
        *("resourceClassifiedAs", "hasBeginning", "hasEnd", "hasPointInTime"),
    },
    "Organization": {"name", "note", "classifiedAs", "primaryLocation", "image"},
    "ResourceSpecification": {
        *("name", "note", "resourceClassifiedAs", "defaultUnitOfResource"),
        *("defaultUnitOfEffort", "substitutable", "mediumOfExchange", "image"),
    },
    "Measure": {"hasNumericalValue", "hasUnit"},
    "Unit": {"label", "symbol", "omUnitIdentifier", "classifiedAs"},
}
