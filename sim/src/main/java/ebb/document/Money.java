package ebb.document;

/** @param currency three capital letters, ISO 4217 */
public record Money(double amount, String currency) implements Comparable<Money> {
    @Override
    public int compareTo(Money other) {
        return Double.compare(amount, other.amount);
    }

    @Override
    public String toString() {
        return Quantity.NUMBER.print(amount) + " " + currency;
    }
}
