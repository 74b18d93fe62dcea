"""How the labels of public training sets translate into the shop's own."""

from __future__ import annotations

from typing import Final

#: Own phrases are few and to the point: each counts as so many of the public ones.
OWN_WEIGHT: Final = 4.0

INTENT_OF: Final[dict[str, str]] = {
    # Bitext customer support (CDLA-Sharing-1.0)
    "cancel_order": "cancel",
    "change_order": "change_order",
    "change_shipping_address": "change_order",
    "set_up_shipping_address": "change_order",
    "track_order": "order_status",
    "delivery_period": "order_status",
    "delivery_options": "policy_question",
    "check_cancellation_fee": "policy_question",
    "check_refund_policy": "policy_question",
    "check_payment_methods": "payment_problem",
    "payment_issue": "payment_problem",
    "get_refund": "refund_request",
    "track_refund": "refund_missing",
    "complaint": "complaint",
    "contact_human_agent": "talk_to_human",
    "create_account": "account",
    "delete_account": "account",
    "edit_account": "account",
    "recover_password": "account",
    "registration_problems": "account",
    "switch_account": "account",
    "newsletter_subscription": "account",
    "check_invoice": "invoice",
    "get_invoice": "invoice",
    "place_order": "pre_sale",
    # HINT3 curekart and sofmattress (ODbL): real visitors of shops
    "ORDER_STATUS": "order_status",
    "DELAY_IN_PARCEL": "delivery_problem",
    "DELAY_IN_DELIVERY": "delivery_problem",
    "RESUME_DELIVERY": "delivery_problem",
    "REFUNDS_RETURNS_REPLACEMENTS": "return",
    "RETURN_EXCHANGE": "exchange",
    "CANCEL_ORDER": "cancel",
    "MODIFY_ADDRESS": "change_order",
    "CHAT_WITH_AGENT": "talk_to_human",
    "RECOMMEND_PRODUCT": "pre_sale",
    "ORDER_TAKING": "pre_sale",
    "LEAD_GEN": "pre_sale",
    "COMPARISON": "pre_sale",
    "WHAT_SIZE_TO_ORDER": "pre_sale",
    "PAYMENT_AND_BILL": "payment_problem",
    "MODES_OF_PAYMENTS": "payment_problem",
    "EMI": "payment_problem",
    "COD": "payment_problem",
    "OFFERS": "discount",
    "PRODUCT_VARIANTS": "product_question",
    "ORTHO_FEATURES": "product_question",
    "ERGO_FEATURES": "product_question",
    "SIDE_EFFECT": "product_question",
    "EXPIRY_DATE": "product_question",
    "ORIGINAL_PRODUCT": "product_question",
    "WARRANTY": "warranty",
    "CHECK_PINCODE": "policy_question",
    "INTERNATIONAL_SHIPPING": "policy_question",
    "STORE_INFORMATION": "policy_question",
    "DISTRIBUTORS": "policy_question",
    "100_NIGHT_TRIAL_OFFER": "policy_question",
    "SIGN_UP": "account",
    "PORTAL_ISSUE": "account",
    # Banking77 (CC-BY-4.0): only what happens in shops too
    "transaction_charged_twice": "billing_dispute",
    "extra_charge_on_statement": "billing_dispute",
    "card_payment_fee_charged": "billing_dispute",
    "Refund_not_showing_up": "refund_missing",
    "request_refund": "refund_request",
    "card_payment_not_recognised": "fraud",
    "compromised_card": "fraud",
    "declined_card_payment": "payment_problem",
}

#: CLINC150 intents that no shop's desk is for (the bank and small-talk ones near a shop's business are left out).
NOT_SHOP: Final = frozenset(
    ["oos", "translate", "timer", "definition", "meaning_of_life", "find_phone", "travel_alert", "pto_request", "improve_credit_score", "fun_fact", "change_language", "payday", "time", "application_status", "flight_status", "flip_coin", "weather", "alarm", "calculator", "spelling", "reminder", "reminder_update", "todo_list", "todo_list_update", "calendar", "calendar_update", "play_music", "next_song", "what_song", "recipe", "cook_time", "calories", "nutrition_info", "meal_suggestion", "food_last", "ingredient_substitution", "ingredients_list", "restaurant_reservation", "restaurant_reviews", "restaurant_suggestion", "confirm_reservation", "how_busy", "cancel_reservation", "accept_reservations", "tell_joke", "roll_dice", "random_number", "date", "timezone", "traffic", "directions", "distance", "gas", "gas_type", "mpg", "oil_change_how", "oil_change_when", "tire_change", "tire_pressure", "jump_start", "schedule_maintenance", "last_maintenance", "current_location", "share_location", "text", "make_call", "whisper_mode", "sync_device", "smart_home", "uber", "car_rental", "book_flight", "book_hotel", "carry_on", "international_visa", "plug_type", "vaccines", "lost_luggage", "travel_notification", "travel_suggestion", "exchange_rate", "income", "taxes", "w2", "rollover_401k", "pto_balance", "pto_used", "pto_request_status", "direct_deposit", "next_holiday", "schedule_meeting", "meeting_schedule", "who_do_you_work_for", "what_are_your_hobbies", "where_are_you_from", "how_old_are_you", "do_you_have_pets", "measurement_conversion", "user_name", "change_ai_name", "credit_score", "credit_limit", "apr", "interest_rate", "min_payment", "routing", "insurance", "insurance_change", "shopping_list_update", "shopping_list"]
)
