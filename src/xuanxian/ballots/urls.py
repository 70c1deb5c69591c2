"""Addresses of the poll pages for staff. The voter's page stands elsewhere, in `voter.urls`."""

from django.urls import path

from xuanxian.ballots.views import box, boxes, polls, registrar, results, slips, tellers

urlpatterns = [
    path("", polls.poll_list, name="polls"),
    path("<uuid:poll_id>/", polls.poll, name="poll"),
    path("<uuid:poll_id>/turnout/", polls.turnout, name="poll_turnout"),
    path("<uuid:poll_id>/screen/", polls.screen, name="poll_screen"),
    path("<uuid:poll_id>/presence/", polls.presence, name="poll_presence"),
    path("<uuid:poll_id>/open/", polls.open_voting, name="poll_open"),
    path("<uuid:poll_id>/close/", polls.close_voting, name="poll_close"),
    path("<uuid:poll_id>/abandon/", polls.abandon, name="poll_abandon"),
    path("<uuid:poll_id>/key/", box.make_key, name="poll_key"),
    path("<uuid:poll_id>/test/", box.test, name="poll_test"),
    path("<uuid:poll_id>/box/", box.open_box, name="poll_box"),
    path("<uuid:poll_id>/balance/", box.balance, name="poll_balance"),
    path("<uuid:poll_id>/despite/", box.despite_registrars, name="poll_despite"),
    path("box/<uuid:box_id>/", boxes.box, name="box"),
    path("box/<uuid:box_id>/tellers/", boxes.name_tellers, name="box_tellers"),
    path("box/<uuid:box_id>/tellers/<uuid:seat_id>/", boxes.renew_code, name="box_code"),
    path("box/<uuid:box_id>/server/", boxes.make_on_server, name="box_on_server"),
    path("box/<uuid:box_id>/networks/", boxes.networks, name="box_networks"),
    path("box/<uuid:box_id>/hand-in/", tellers.hand_in, name="box_hand_in"),
    path("box/<uuid:box_id>/hand-in/state/", tellers.hand_in_state, name="box_hand_in_state"),
    path("box/<uuid:box_id>/registrar/", registrar.page, name="registrar"),
    path("box/<uuid:box_id>/registrar/lots/", registrar.tell, name="registrar_tell"),
    path("box/<uuid:box_id>/registrar/noted/", registrar.state_noted, name="registrar_noted"),
    path("teller/", tellers.teller, name="teller"),
    path("tellers/", tellers.my_boxes, name="my_boxes"),
    path("tellers/<uuid:seat_id>/", tellers.seat_key, name="seat_key"),
    path("<uuid:poll_id>/destroy/", box.destroy, name="poll_destroy"),
    path("<uuid:poll_id>/slips/", slips.issue, name="poll_slips"),
    path("<uuid:poll_id>/void/", slips.void, name="poll_void"),
    path("<uuid:poll_id>/sign/", slips.sign, name="poll_sign"),
    path("<uuid:poll_id>/count/", results.count, name="poll_count"),
    path("<uuid:poll_id>/result/", results.result, name="poll_result"),
]
