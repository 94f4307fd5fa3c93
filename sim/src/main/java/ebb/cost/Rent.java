package ebb.cost;

/** What something costs, by what it asks for. */
public interface Rent {
    Tariff of(Amounts asked);
}
