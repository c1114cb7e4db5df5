import "@fontsource/be-vietnam-pro/400.css";
import "@fontsource/be-vietnam-pro/500.css";
import "@fontsource/be-vietnam-pro/600.css";
import "@fontsource/be-vietnam-pro/700.css";
import "./style/tokens.css";
import "./style/base.css";
import "./style/shell.css";
import "./style/parts.css";
import "./style/ground.css";
import "./style/work.css";
import "./style/incident.css";
import "./style/map.css";
import "./style/rule.css";
import "./style/warning.css";
import "./style/playbook.css";
import "./style/notice.css";
import "./style/handover.css";
import "./style/brief.css";
import "./style/dashboard.css";
import "./style/privacy.css";
import "./style/report.css";
import "./style/dataset.css";
import "./style/indicator.css";
import "./style/open.css";
import "./style/drill.css";
import "./style/wall.css";
import "./style/phone.css";
import "./shell/ariawords";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { I18nProvider } from "react-aria-components";
import { Problem } from "./data/client";
import { queries } from "./data/queries";
import { sessionEnded } from "./data/session";
import { DialogHost } from "./parts/dialog";
import { SayHost } from "./parts/say";
import { router } from "./router";
import { followTheme } from "./style/theme";
import { lang, t } from "./text";

document.documentElement.lang = lang;
followTheme();
document.title = t("app.name");

// Any answer "not signed in" means that the session is over, whichever question it answered.
queries.getQueryCache().config.onError = (error) => {
  if (error instanceof Problem && error.status === 401) sessionEnded();
};

const host = document.getElementById("root");
if (host !== null) {
  createRoot(host).render(
    <StrictMode>
      <I18nProvider locale={lang === "vi" ? "vi-VN" : "en-GB"}>
        <QueryClientProvider client={queries}>
          <SayHost>
            <DialogHost>
              <RouterProvider router={router} />
            </DialogHost>
          </SayHost>
        </QueryClientProvider>
      </I18nProvider>
    </StrictMode>,
  );
}
