package ebb.result;

import java.io.Writer;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes {@code junit.xml}: a suite of the experiment, a case for each objective of each run. */
final class JUnitXml {
    private final Summary summary;
    private final Labels labels;

    private JUnitXml(Summary summary) {
        this.summary = summary;
        this.labels = Labels.of(summary);
    }

    static void write(Summary summary, Writer out) throws XMLStreamException {
        XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(out);
        new JUnitXml(summary).whole(xml);
        xml.flush();
    }

    private void whole(XMLStreamWriter xml) throws XMLStreamException {
        xml.writeStartDocument("UTF-8", "1.0");
        xml.writeCharacters("\n");
        xml.writeStartElement("testsuites");
        counts(xml);
        xml.writeCharacters("\n");
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", summary.experiment().name());
        counts(xml);
        for (RunSummary run : summary.runs()) {
            for (Verdict verdict : run.verdicts()) {
                testCase(run, verdict, xml);
            }
        }
        xml.writeCharacters("\n");
        xml.writeEndElement();
        xml.writeCharacters("\n");
        xml.writeEndElement();
        xml.writeCharacters("\n");
        xml.writeEndDocument();
    }

    private void counts(XMLStreamWriter xml) throws XMLStreamException {
        long all =
                summary.runs().stream().mapToLong(run -> run.verdicts().size()).sum();
        long failed = summary.runs().stream()
                .flatMap(run -> run.verdicts().stream())
                .filter(verdict -> !verdict.met())
                .count();
        xml.writeAttribute("tests", Long.toString(all));
        xml.writeAttribute("failures", Long.toString(failed));
        xml.writeAttribute("errors", "0");
    }

    private void testCase(RunSummary run, Verdict verdict, XMLStreamWriter xml) throws XMLStreamException {
        String currency = summary.experiment().currency();
        xml.writeCharacters("\n  ");
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", summary.experiment().name() + "." + labels.run(run.key()));
        xml.writeAttribute("name", verdict.objective().text(currency));
        if (!verdict.met()) {
            xml.writeEmptyElement("failure");
            xml.writeAttribute("type", "objective");
            xml.writeAttribute("message", verdict.text(currency));
        }
        xml.writeEndElement();
    }
}
