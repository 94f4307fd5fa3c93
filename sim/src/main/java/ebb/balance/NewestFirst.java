package ebb.balance;

/** The last pod of the list that has a place. */
final class NewestFirst {
    private NewestFirst() {}

    static int choose(Loads loads, long session, long bits) {
        int pod = loads.pods() - 1;
        while (pod >= 0 && loads.open(pod) <= 0) {
            pod--;
        }
        return pod;
    }
}
