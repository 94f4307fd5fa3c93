package ebb.result;

import java.awt.image.BufferedImage;

/** Whether this machine can draw: Java measures text with the machine's fonts. */
final class Pictures {
    static final String MISSING = "The pictures are missing: this machine has no fonts that Java can use. "
            + "Install fontconfig and a font (on Debian and Ubuntu: apt-get install fontconfig fonts-dejavu-core), "
            + "then run again. Everything else is here.";

    private Pictures() {}

    // Java reports missing fonts and font libraries by whatever breaks first, errors among them.
    static boolean possible() {
        if (System.getProperty("java.awt.headless") == null) {
            // A display that is named but gone must not end a run in its last second.
            System.setProperty("java.awt.headless", "true");
        }
        try {
            BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
            return image.createGraphics().getFontMetrics(ChartTheme.TEXT).stringWidth("Ebb") > 0;
        } catch (LinkageError | InternalError | RuntimeException e) {
            return false;
        }
    }
}
