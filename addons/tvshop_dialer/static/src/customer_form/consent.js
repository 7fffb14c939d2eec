import { _t } from "@web/core/l10n/translation";
import { customerFieldRegistry } from "@tvshop_crm/core/customer_edits";

customerFieldRegistry.add("call_consent", { label: _t("Consent") });
