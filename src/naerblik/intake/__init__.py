"""The door of the store: deliveries in their suppliers' formats become registers of the contracts, checked."""
