import { Link } from "@tanstack/react-router";
import { t } from "../text";
import { Page } from "./page";

export function NotFound() {
  return (
    <Page title={t("notfound.title")}>
      <p>{t("notfound.text")}</p>
      <p>
        <Link to="/">{t("notfound.home")}</Link>
      </p>
    </Page>
  );
}
