import { Button as AriaButton, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover } from "react-aria-components";
import { signOut } from "../data/session";
import type { Me } from "../data/types";
import { CHOICES, setTheme, themeChoice, useTheme, type Choice } from "../style/theme";
import { lang, setLang, t } from "../text";
import { lettersOn, setLetters } from "./keys";

const initials = (words: string) =>
  words
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word.slice(0, 1).toUpperCase())
    .join("");

export function UserMenu({ me, onKeyMap }: { me: Me; onKeyMap: () => void }) {
  useTheme();
  const theme = themeChoice();
  const role = me.grants[0]?.role_name ?? me.name;
  return (
    <MenuTrigger>
      <AriaButton className="who">
        <span className="av" aria-hidden="true">
          {initials(role)}
        </span>
        <span className="whow">
          <b>{role}</b>
          <span>
            {me.name} · {me.unit.name}
          </span>
        </span>
      </AriaButton>
      <Popover className="pop" placement="bottom end">
        <Menu
          className="menu"
          aria-label={t("user.menu", { name: me.name })}
          onAction={(key) => {
            if (key === "vi" || key === "en") setLang(key);
            else if (CHOICES.includes(key as Choice)) setTheme(key as Choice);
            else if (key === "letters") setLetters(!lettersOn());
            else if (key === "keymap") onKeyMap();
            else if (key === "out") void signOut();
          }}
        >
          <MenuSection>
            <Header className="menuh">{t("user.language")}</Header>
            <MenuItem id="vi" className="menui">
              {t("user.vi")} {lang === "vi" && t("user.chosen")}
            </MenuItem>
            <MenuItem id="en" className="menui">
              {t("user.en")} {lang === "en" && t("user.chosen")}
            </MenuItem>
          </MenuSection>
          <MenuSection>
            <Header className="menuh">{t("user.theme")}</Header>
            {CHOICES.map((each) => (
              <MenuItem key={each} id={each} className="menui">
                {t(`user.theme.${each}`)} {theme === each && t("user.chosen")}
              </MenuItem>
            ))}
          </MenuSection>
          <MenuSection>
            <Header className="menuh">{t("user.keys")}</Header>
            <MenuItem id="keymap" className="menui">
              {t("user.keymap")}
            </MenuItem>
            <MenuItem id="letters" className="menui">
              {t(lettersOn() ? "user.lettersOff" : "user.lettersOn")}
            </MenuItem>
          </MenuSection>
          <MenuItem id="out" className="menui">
            {t("user.out")}
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
